#!/bin/sh
# Makes .venv with everything Earshot needs; on Debian also the few system libraries, where that is allowed.
set -eu

python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Earshot needs Python 3.11 or newer. Name one like this: make setup PYTHON=python3.12" >&2
    exit 1
fi

# Debian packages that must be there; the last line is for the tests of the microphone and of other programs.
wanted=""
if [ "$(uname -s)" = Linux ] && command -v dpkg >/dev/null 2>&1; then
    for package in libopenblas0-pthread libportaudio2 libegl1 libgl1 libxkbcommon-x11-0 libfontconfig1 libdbus-1-3 \
        libglib2.0-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 fonts-dejavu-core \
        pulseaudio pulseaudio-utils libasound2-plugins xvfb xdotool xclip pekwm; do
        dpkg -s "$package" >/dev/null 2>&1 || dpkg -s "${package}t64" >/dev/null 2>&1 || wanted="$wanted $package"
    done
fi
if [ -n "$wanted" ]; then
    if [ "$(id -u)" = 0 ]; then
        echo "Installing system libraries (about 100 MB):$wanted"
        # shellcheck disable=SC2086
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted; } >/dev/null || {
            echo "They could not be installed. Please run: apt-get install$wanted" >&2
            exit 1
        }
    else
        echo "Some system libraries are missing. Please run: sudo apt-get install$wanted" >&2
        exit 1
    fi
fi

echo "Installing Python packages into .venv (about 500 MB to download the first time) …"
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]" || {
    echo "The packages could not be installed; is there a connection?" >&2
    exit 1
}
