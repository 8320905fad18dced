"""The step Distance for Glueflow: all it has is the extension of JupyterLab."""
