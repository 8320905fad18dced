"""``python -m glueflow``: the same as the console script ``glueflow``."""

import sys

from glueflow.cli import main

if __name__ == "__main__":
    sys.exit(main())
