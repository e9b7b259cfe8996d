"""`python -m askhz` is the `askhz` command."""

import sys

from .cli.main import main

sys.exit(main())
