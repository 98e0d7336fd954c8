"""What can be had, and how much of it is here; looked up on this disk alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from earshot.domain.catalogue import Advice, Offer
from earshot.domain.supply_events import Stock, Stocked
from earshot.store import added
from earshot.store.getting import mark, places
from earshot.store.getting.model import Shop
from earshot.store.removable import removable


def stocked(shop: Shop, offers: Iterable[Offer], advice: Advice, of_the_user: Path) -> Stocked:
    """Offers, and downloads under way that are none; `of_the_user` is the list of folders that were added."""
    marks = [(folder, kept) for folder in places.fetched(shop.models) if (kept := mark.read(folder)) is not None]
    here = {kept.plan.repository: folder for folder, kept in marks}
    wanted = [offer for offer in offers if offer.repository]
    known = {offer.repository for offer in wanted}
    stray = [repository for repository in places.under_way(shop.models) if repository not in known]
    wanted += [Offer(repository, repository.partition("/")[2], repository, own=True) for repository in stray]
    rows = tuple(
        Stock(offer, here.get(offer.repository), places.part_bytes(shop.models, offer.repository)) for offer in wanted
    )
    fetched = tuple((folder, kept.plan) for folder, kept in marks)
    theirs = tuple(added.read(of_the_user))
    away = [place for place in (shop.models, *theirs) if removable(place)]
    out = tuple(place for place in away if not place.is_dir())
    there = tuple(place for place in away if place not in out)
    return Stocked(rows, fetched, theirs, advice, shop.hub.host, there, out)
