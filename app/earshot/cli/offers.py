"""`earshot models list`, `add`, `forget`, `token`: the catalogue, entries of one's own, and who asks."""

from __future__ import annotations

import argparse
import sys
from getpass import getpass

from earshot import disk, paths, supply
from earshot.cli import output
from earshot.cli.forms import SCHEMA
from earshot.domain.catalogue import Offer
from earshot.domain.errors import EarshotError
from earshot.domain.names import repository_of
from earshot.domain.refusals import NotOursError, TokenError


def listed(options: argparse.Namespace) -> int:
    """The catalogue, what of it is here, and which is advised for this computer."""
    from earshot.store.getting import places

    offers, models, advice = supply.offers(), disk.own_folder(), supply.advice()
    here = {offer.repository: places.of(models, offer.repository) for offer in offers if offer.repository}
    partly = places.under_way(models)
    for offer in offers:
        folder = offer.folder or str(here.get(offer.repository) or "")
        state = "here" if folder else "partly here" if offer.repository in partly else ""
        if options.json:
            output.row(_record(offer, state, folder, advised=offer == advice.offer))
        else:
            print(_shown(offer, state, folder, advised=offer == advice.offer))
    if not options.json:
        print(advice.reason)
    return 0


def _record(offer: Offer, state: str, folder: str, *, advised: bool) -> dict[str, object]:
    return {
        "schema": SCHEMA, "name": offer.name, "title": offer.title, "repository": offer.repository,
        "revision": offer.revision, "about_bytes": offer.about_bytes, "hears": offer.hears, "sees": offer.sees,
        "license": offer.license, "state": state, "folder": folder, "advised": advised, "own": offer.own,
    }  # fmt: skip


def _shown(offer: Offer, state: str, folder: str, *, advised: bool) -> str:
    marks = [word for word in (state, "yours" if offer.own else "", "advised here" if advised else "") if word]
    about = f"about {offer.about_bytes / 1e9:.1f} GB" if offer.about_bytes else ""
    told = "; ".join(text for text in (offer.name, about, folder or offer.repository) if text)
    title = f"{offer.title}  ({', '.join(marks)})" if marks else offer.title
    return "\n  ".join(output.one_line(text) for text in (title, offer.sentence, told) if text)


def add(options: argparse.Namespace) -> int:
    from earshot.store import catalogue

    what = repository_of(options.what)
    name = options.name or what.rpartition("/")[2]
    offer = catalogue.add(paths.own_catalogue_file(), supply.offers(), name, what, options.revision or "")
    print(f"The catalogue has {offer.title} now: {offer.folder or offer.repository}")
    return 0


def forget(options: argparse.Namespace) -> int:
    from earshot.store import catalogue

    if not catalogue.forget(paths.own_catalogue_file(), supply.offers(), options.what):
        raise NotOursError(
            f"The catalogue has no entry “{options.what}” of yours.",
            "See `earshot models list` and `earshot models inspect`.",
        )
    print(f"The entry {options.what} is gone; no file was touched.")
    return 0


def token(options: argparse.Namespace) -> int:
    """Keeps a token for one host in the keychain; it is typed unseen, or comes by standard input."""
    from earshot.store import tokens

    host = options.host.lower()
    if options.remove:
        print(f"The token for {host} is removed." if tokens.forget(host) else f"There was no token for {host}.")
        return 0
    if sys.stdin is None:
        raise TokenError("There is no token on standard input.")
    try:
        secret = getpass(f"Read token for {host}: ") if sys.stdin.isatty() else sys.stdin.readline(1000)
    except (EOFError, OSError, UnicodeDecodeError) as problem:
        raise EarshotError("The token could not be read.", "Type or paste it.") from problem
    tokens.save(host, secret)
    print(f"The token is kept in the keychain and told to {host} only.")
    return 0
