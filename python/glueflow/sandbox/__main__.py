"""``python -m glueflow.sandbox``: see :mod:`glueflow.sandbox.cli`."""

import sys

from glueflow.sandbox.cli import main

if __name__ == "__main__":
    sys.exit(main())
