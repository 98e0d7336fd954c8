#!/bin/sh
# Checks a built app or image; every failure is one sentence, and the first one ends it.
#
#   packaging/macos/verify.sh [--released] [--dry-run] [IMAGE.dmg or Earshot.app]
#
# Without a name the newest image of build/staged/dist is checked. --released asks for a Developer ID, Gatekeeper's consent and
# a stapled ticket as well.
set -eu
cd "$(dirname "$0")/../.."

released="" dry="" what=""
for word in "$@"; do
    case $word in
        --released) released=yes ;;
        --dry-run) dry=yes ;;
        -*) echo "$word is no option; the head of this file lists them." >&2; exit 2 ;;
        *) what=$word ;;
    esac
done

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

if [ -n "$dry" ]; then
    say "signature: codesign --verify --deep --strict, and the kind of it"
    say "entitlements: the microphone, and neither of the two that loosen the hardened runtime"
    [ -z "$released" ] || say "Gatekeeper: spctl --assess; staple: stapler validate"
    say "architectures: arm64 in every library; minimum system: 14.0 in the property list and in every library"
    say "the app's own earshot self-test, real generation included"
    exit 0
fi
[ "$(uname -s)" = Darwin ] || fail "Signatures can be checked on a Mac only; --dry-run says what would be checked."
if [ -z "$what" ]; then
    for image in build/staged/dist/*.dmg; do
        [ -e "$image" ] || fail "There is no image in build/staged/dist; run packaging/macos/build.sh first."
        if [ -z "$what" ] || [ "$image" -nt "$what" ]; then what=$image; fi
    done
fi
[ -e "$what" ] || fail "There is no $what."

work=$(mktemp -d)
leave() {
    [ ! -d "$work/image" ] || hdiutil detach -quiet "$work/image" || true
    rm -rf "$work"
}
trap leave EXIT
app=$what
case $what in
    *.dmg)
        hdiutil verify -quiet "$what" || fail "The image $what is damaged; build it anew."
        mkdir "$work/image"
        hdiutil attach -quiet -readonly -nobrowse -mountpoint "$work/image" "$what" || fail "The image $what cannot be opened."
        app=""
        for found in "$work/image"/*.app; do app=$found; done
        [ -d "$app" ] || fail "There is no app in $what."
        ;;
esac

codesign --verify --deep --strict "$app" 2>"$work/said" || fail "The signature does not hold: $(head -1 "$work/said")"
codesign --display --verbose=2 "$app" 2>"$work/signed"
if [ -n "$released" ]; then
    grep -q "^Authority=Developer ID Application" "$work/signed" || fail "The app is not signed with a Developer ID; give build.sh an --identity."
    grep -q "flags=.*runtime" "$work/signed" || fail "The hardened runtime is off; notarisation would refuse the app."
fi
say "signature: holds"

codesign --display --entitlements - --xml "$app" >"$work/entitlements.plist" 2>/dev/null || fail "The entitlements cannot be read."
granted() { /usr/libexec/PlistBuddy -c "Print :$1" "$work/entitlements.plist" 2>/dev/null || echo absent; }
[ "$(granted com.apple.security.device.audio-input)" = true ] || fail "The microphone's entitlement is missing: a signed app would hear silence."
for loose in allow-unsigned-executable-memory disable-library-validation; do
    [ "$(granted "com.apple.security.cs.$loose")" != true ] || fail "The entitlement $loose is on, and Earshot does not need it."
done
say "entitlements: the microphone and nothing that loosens the runtime"

if [ -n "$released" ]; then
    spctl --assess --type execute "$app" 2>"$work/said" || fail "Gatekeeper refuses the app: $(head -1 "$work/said")"
    xcrun stapler validate -q "$what" || fail "No ticket is stapled to $what; notarise it anew."
    say "Gatekeeper and staple: fine"
fi

plist="$app/Contents/Info.plist"
plutil -lint -s "$plist" || fail "The property list is damaged."
[ "$(plutil -extract LSMinimumSystemVersion raw "$plist")" = 14.0 ] || fail "The property list does not ask for macOS 14.0."
python=${PYTHON:-.venv/bin/python}
"$python" packaging/check.py "$app" || fail "A library would not run on every Mac that is promised; see above."
say "architectures and minimum system: fine"

EARSHOT_DATA="$work/data" "$app/Contents/MacOS/$(basename "$app" .app)" self-test || fail "The app's own self-test failed; see its lines above."
say "self-test: green"
