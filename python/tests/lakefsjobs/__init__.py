"""What scripts carry for lakeFS, against the sandbox's stand-in."""
