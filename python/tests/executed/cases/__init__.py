"""The pipelines, a module for each component."""
