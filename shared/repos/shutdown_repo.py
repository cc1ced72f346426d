"""Where shutdown reflections live."""

from shared.entities.shutdown import Reflection
from shared.repos.base_repo import BaseRepository


class ReflectionRepository(BaseRepository[Reflection]):
    """Reflections, in their owners' partitions."""

    entity = Reflection
    missing = "Reflection not found"
