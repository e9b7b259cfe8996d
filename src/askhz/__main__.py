"""`python -m askhz` is the `askhz` command."""

import sys

from .cli import main

sys.exit(main())
