"""Show the web page on the index that ASKHZ_INDEX names, or on ./index.

ASKHZ_EXAMPLES may hold the questions that the page offers at the beginning, one a line.
"""

import os
import sys

from askhz.cli import main

if __name__ == "__main__":
    examples = [line.strip() for line in os.environ.get("ASKHZ_EXAMPLES", "").splitlines() if line.strip()]
    sys.exit(main(["serve", *(f"--example={example}" for example in examples)]))
