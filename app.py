"""Show the web page on the index that ASKHZ_INDEX names, or on ./index."""

import os
import sys

import askhz
from askhz.errors import AskhzError

if __name__ == "__main__":
    try:
        from askhz import web

        web.serve(askhz.open(os.environ.get("ASKHZ_INDEX") or "index"))
    except AskhzError as error:
        sys.stderr.write(f"askhz: {error}\n")
        sys.exit(2)
