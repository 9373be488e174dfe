"""The subjects of pictures: which there are, how one is found, and which pictures of each a release holds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.http import Http404

from public.pictures.picture import Picture
from public.shown import ShownRelease

Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Subject:
    """`find` gives the picture of a key, or raises Http404; `keys` are all that a release holds."""

    find: Callable[[ShownRelease, str, Query], Picture]
    keys: Callable[[ShownRelease], Iterable[str]]


_SUBJECTS: dict[str, Subject] = {}


def register(
    name: str, find: Callable[[ShownRelease, str, Query], Picture], keys: Callable[[ShownRelease], Iterable[str]]
) -> None:
    """Make the pictures of a subject known. Raises ValueError where there is one of that name."""
    if name in _SUBJECTS:
        raise ValueError(f"{name} is a subject of pictures already")
    _SUBJECTS[name] = Subject(find, keys)


def picture_of(release: ShownRelease, subject: str, key: str, query: Query) -> Picture:
    """The picture that an address names. Raises Http404 where there is none."""
    if subject not in _SUBJECTS:
        raise Http404
    return _SUBJECTS[subject].find(release, key, query)


def all_pictures(release: ShownRelease) -> Iterator[Picture]:
    """Every picture of a release that stands under a key of its own."""
    for subject in _SUBJECTS.values():
        for key in subject.keys(release):
            yield subject.find(release, key, {})
