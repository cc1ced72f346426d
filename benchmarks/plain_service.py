"""A plain FastAPI + SQLAlchemy + SQLite task service in the usual style.

The baseline for the product: the same task fields, the same durability (WAL, `synchronous=FULL`), one
process. Run as `python -m benchmarks.plain_service --database FILE`.
"""

import argparse
import secrets
import socket
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

import jwt
import uvicorn
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import JSON, ForeignKey, Index, String, Text, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

SECRET_KEY = secrets.token_hex(32)
ALGORITHM = "HS256"
TOKEN_LIFETIME = timedelta(minutes=60)

session_factory = sessionmaker[Session](expire_on_commit=True)
password_hasher = PasswordHasher()
bearer = HTTPBearer()


def utc_now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """The base of all tables."""


class User(Base):
    """A user account."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    username: Mapped[str] = mapped_column(String(64), unique=True, index=True)
    hashed_password: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Task(Base):
    """A task of a user."""

    __tablename__ = "tasks"
    __table_args__ = (Index("ix_tasks_user_id_created_at", "user_id", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(Text)
    completed: Mapped[bool] = mapped_column(default=False)
    completed_at: Mapped[datetime | None]
    priority: Mapped[str] = mapped_column(String(20), default="medium")
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    start_date: Mapped[datetime | None]
    due_date: Mapped[datetime | None]
    reminder_enabled: Mapped[bool] = mapped_column(default=False)
    reminder_time: Mapped[datetime | None]
    subtasks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class Credentials(BaseModel):
    """The body of a registration or a login."""

    username: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=8, max_length=128)


class UserResponse(BaseModel):
    """The user in a response."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    username: str
    created_at: datetime


class TokenResponse(BaseModel):
    """The response to a login."""

    token: str
    token_type: str = "Bearer"  # noqa: S105 - a scheme, not a secret
    user_id: UUID


class Subtask(BaseModel):
    """A step of a task."""

    id: UUID = Field(default_factory=uuid4)
    title: str = Field(min_length=1, max_length=200)
    completed: bool = False


class TaskCreate(BaseModel):
    """The body that creates a task."""

    title: str = Field(min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=5000)
    priority: Literal["low", "medium", "high"] = "medium"
    tags: list[Annotated[str, Field(max_length=50)]] = Field(default_factory=list, max_length=20)
    start_date: datetime | None = None
    due_date: datetime | None = None
    reminder_enabled: bool = False
    reminder_time: datetime | None = None
    subtasks: list[Subtask] = Field(default_factory=list)


class TaskResponse(BaseModel):
    """The task in a response."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    user_id: UUID
    title: str
    description: str | None
    completed: bool
    completed_at: datetime | None
    priority: str
    tags: list[str]
    start_date: datetime | None
    due_date: datetime | None
    reminder_enabled: bool
    reminder_time: datetime | None
    subtasks: list[Subtask]
    created_at: datetime
    updated_at: datetime


def get_db() -> Iterator[Session]:
    """Yield a session for a request."""
    with session_factory() as session:
        yield session


DbSession = Annotated[Session, Depends(get_db)]


def get_current_user(
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)], db: DbSession
) -> User:
    """Return the user of the bearer token; 401 for an invalid token or a deleted user."""
    try:
        claims = jwt.decode(credentials.credentials, SECRET_KEY, algorithms=[ALGORITHM])
        user = db.get(User, UUID(claims["sub"]))
    except (jwt.InvalidTokenError, KeyError, ValueError):
        user = None
    if user is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Could not validate credentials")
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]
router = APIRouter(prefix="/api")


@router.post("/auth/register", response_model=UserResponse, status_code=status.HTTP_201_CREATED)
def register(credentials: Credentials, db: DbSession) -> User:
    """Create a user; 400 if the name is taken."""
    if db.scalar(select(User).where(User.username == credentials.username)) is not None:
        raise HTTPException(status.HTTP_400_BAD_REQUEST, "Username already exists")
    user = User(username=credentials.username, hashed_password=password_hasher.hash(credentials.password))
    db.add(user)
    db.commit()
    db.refresh(user)
    return user


@router.post("/auth/login")
def login(credentials: Credentials, db: DbSession) -> TokenResponse:
    """Return a token for a name and a password; 401 if they do not match."""
    user = db.scalar(select(User).where(User.username == credentials.username))
    try:
        if user is not None and password_hasher.verify(user.hashed_password, credentials.password):
            claims = {"sub": str(user.id), "exp": utc_now() + TOKEN_LIFETIME}
            return TokenResponse(token=jwt.encode(claims, SECRET_KEY, ALGORITHM), user_id=user.id)
    except VerifyMismatchError:
        pass
    raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Invalid username or password")


@router.post("/tasks", response_model=TaskResponse, status_code=status.HTTP_201_CREATED)
def create_task(task: TaskCreate, user: CurrentUser, db: DbSession) -> Task:
    """Create a task for the user."""
    db_task = Task(user_id=user.id, **task.model_dump(mode="python", exclude={"subtasks"}))
    db_task.subtasks = [subtask.model_dump(mode="json") for subtask in task.subtasks]
    db.add(db_task)
    db.commit()
    db.refresh(db_task)
    return db_task


@router.get("/tasks", response_model=list[TaskResponse])
def list_tasks(
    user: CurrentUser, db: DbSession, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[Task]:
    """List the user's tasks, newest first."""
    query = select(Task).where(Task.user_id == user.id).order_by(Task.created_at.desc()).limit(limit)
    return list(db.scalars(query))


@router.get("/tasks/{task_id}", response_model=TaskResponse)
def get_task(task_id: UUID, user: CurrentUser, db: DbSession) -> Task:
    """Return a task of the user; 404 if it does not exist."""
    task = db.scalar(select(Task).where(Task.id == task_id, Task.user_id == user.id))
    if task is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Task not found")
    return task


def set_durability(connection: sqlite3.Connection, _: object) -> None:
    """Make each commit survive a power failure, as in the product's store."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def build_app(database: str) -> FastAPI:
    """Open the database, create missing tables, and return the app."""
    arguments = {"check_same_thread": False, "timeout": 30}
    engine = create_engine(f"sqlite:///{database}", connect_args=arguments, pool_size=20)
    event.listen(engine, "connect", set_durability)
    Base.metadata.create_all(engine)
    session_factory.configure(bind=engine)
    app = FastAPI(title="Plain task service")
    app.include_router(router)
    return app


def main() -> None:
    """Serve on a free local port, and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True, help="file of the SQLite database")
    options = parser.parse_args()
    config = uvicorn.Config(build_app(options.database), access_log=False, log_level="warning")
    listener = socket.create_server(("127.0.0.1", 0), backlog=config.backlog)
    print(f"Listening on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
