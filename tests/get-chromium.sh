#!/bin/sh
# A Chromium for the browser tests: the one that is there, else Debian's, else Playwright's own.
set -eu
for found in "${CHROMIUM:-}" /usr/bin/chromium; do
    if [ -n "$found" ] && [ -x "$found" ]; then
        echo "browser tests use $found"
        exit 0
    fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing Chromium with apt"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
    echo "installing Chromium with Playwright"
    python -m playwright install chromium
fi
