#!/bin/sh
# Builds the image for macOS, step by step; a step that is done is not done again.
#
#   packaging/macos/build.sh                               ad-hoc signed, for this Mac only
#   packaging/macos/build.sh --identity "Developer ID …"   signed, notarised and stapled, for everybody
#   --development       a bundle id of its own, so that trying shares no permissions with the real app
#   --from STEP         begins anew at a step: stage create build slim package
#   --dry-run           says what would be done; on Linux up to the first step that needs a Mac
set -eu
cd "$(dirname "$0")/../.."

identity="" development="" from="" dry=""
while [ $# -gt 0 ]; do
    case $1 in
        --identity | --from)
            [ $# -gt 1 ] || { echo "$1 needs a value." >&2; exit 2; }
            if [ "$1" = --identity ]; then identity=$2; else from=$2; fi
            shift ;;
        --development) development=--development ;;
        --dry-run) dry=yes ;;
        *) echo "$1 is no option; the head of this file lists them." >&2; exit 2 ;;
    esac
    shift
done

steps="stage create build slim package"
case " $steps " in *" ${from:-stage} "*) ;; *) echo "$from is no step; the steps are $steps." >&2; exit 2 ;; esac

python=${PYTHON:-.venv/bin/python}
command -v "$python" >/dev/null 2>&1 || { echo "There is no $python. Run make setup first, or name one: PYTHON=python3.13" >&2; exit 1; }
case $python in */*) python=$(cd "$(dirname "$python")" && pwd)/$(basename "$python") ;; esac
root=$PWD
staged=$root/build/staged
name=Earshot${development:+ Development}
app="$staged/build/earshot/macos/app/$name.app"
done_=$root/build/done
wanted=$(sed -n 's/^python = "\(.*\)"/\1/p' briefcase.toml)

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
staged_sum() {
    (cd "$staged" && find src licences packages.txt pyproject.toml earshot.icns background.png -type f -exec cksum {} + | sort | cksum)
}
in_staged() { (cd "$staged" && "$@"); }

stage() {
    "$python" packaging/stage.py "$staged" ${development:+"$development"} || fail "The project could not be staged; see above."
}
create() {
    have=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    [ "$have" = "$wanted" ] || fail "The app carries Python $wanted, and this is $have. Name one like this: PYTHON=python$wanted"
    rm -rf "$staged/build"
    in_staged "$python" -m briefcase create macOS app --no-input || fail "Briefcase could not create the app; its log lies in $staged/logs."
}
build() {
    in_staged "$python" -m briefcase build macOS app --no-input || fail "Briefcase could not build the app; its log lies in $staged/logs."
}
slim() {
    PYTHONPATH=packaging "$python" packaging/slim.py "$app" || fail "The app could not be slimmed and compiled; see above."
}
package() {
    if [ -n "$identity" ]; then
        in_staged "$python" -m briefcase package macOS app --no-input --packaging-format dmg --identity "$identity" \
            || fail "The image could not be signed, notarised or stapled; Briefcase's log lies in $staged/logs."
    else
        in_staged "$python" -m briefcase package macOS app --no-input --packaging-format dmg --adhoc-sign \
            || fail "The image could not be made; Briefcase's log lies in $staged/logs."
    fi
}
meant() {
    case $1 in
        stage) say "stage: join briefcase.toml, pyproject.toml and the sources in build/staged${development:+, for development}" ;;
        create) say "create: Briefcase installs Python $wanted and the closed list, every wheel by its hash, and takes out what is not needed" ;;
        build) say "build: Briefcase makes $name.app" ;;
        slim) say "slim: one architecture, local symbols out of the libraries, bytecode with unchecked hashes in place of sources, before it is signed" ;;
        package) say "package: sign as ${identity:-nobody (ad hoc)}, make the image${identity:+, notarise it and staple the ticket}" ;;
    esac
}

mkdir -p "$done_"
# Another kind of build begins anew, and so does everything behind a step that is done again.
kind="${development:-release}"
[ "$(cat "$done_/kind" 2>/dev/null || true)" = "$kind" ] || rm -f "$done_"/*
# An image that was signed otherwise is signed anew.
[ ! -e "$done_/package" ] || [ "$(cat "$done_/package")" = "$identity" ] || rm -f "$done_/package"
again=""
for step in $steps; do
    [ "$step" = "$from" ] && again=yes
    if [ -n "$dry" ]; then
        [ "$step" != create ] || [ "$(uname -s)" = Darwin ] || say "What follows needs a Mac, and would be:"
        meant "$step"
        [ "$step" != stage ] || stage
        continue
    fi
    # Staging is quick and always done: what it finds changed is built anew.
    if [ "$step" != stage ] && [ -z "$again" ] && [ -e "$done_/$step" ]; then
        say "$step: done before"
        continue
    fi
    [ "$step" = stage ] || again=yes
    [ "$step" = stage ] || [ "$(uname -s)" = Darwin ] || fail "The step $step needs a Mac; --dry-run says what it would do."
    meant "$step"
    "$step"
    if [ "$step" = stage ]; then
        found=$(staged_sum)
        [ "$found" = "$(cat "$done_/stage" 2>/dev/null || true)" ] || again=yes
        say "$found" >"$done_/stage"
    fi
    [ -z "$again" ] || for later in ${steps#*"$step"}; do rm -f "$done_/$later"; done
    say "$kind" >"$done_/kind"
    case $step in
        stage) ;;
        package) say "$identity" >"$done_/package" ;;
        *) : >"$done_/$step" ;;
    esac
done
[ -n "$dry" ] || say "The image lies in build/staged/dist. Now: packaging/macos/verify.sh${identity:+ --released}"
