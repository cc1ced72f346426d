"""Shutdown reflections."""

from shared.entities.shutdown import Reflection
from shared.repos.base_repo import BaseRepository


class ReflectionRepository(BaseRepository[Reflection]):
    """Reflections, in their users' partitions."""

    entity = Reflection
