"""What the pod is told by its environment."""

import os
import sys
from dataclasses import dataclass

ENVIRONMENT = 64
BUS_UNREACHABLE = 69


@dataclass(frozen=True)
class Settings:
    uid: str
    pod: str
    namespace: str
    agent: str
    servers: list[str]
    credential: str
    health_port: int
    grace_seconds: int


def read_settings() -> Settings:
    def required(name: str) -> str:
        value = os.environ.get(f"SWITCHBOARD_{name}")
        if not value:
            give_up(f"SWITCHBOARD_{name} is not set", ENVIRONMENT)
        return value or ""

    if required("CONTRACT") != "v1":
        give_up("this image speaks contract v1", ENVIRONMENT)
    return Settings(
        uid=required("POD_UID"),
        pod=required("POD_NAME"),
        namespace=required("NAMESPACE"),
        agent=required("AGENT"),
        servers=required("NATS_URL").split(","),
        credential=os.environ.get("SWITCHBOARD_NATS_CREDS", "/etc/switchboard/bus/creds"),
        health_port=int(os.environ.get("SWITCHBOARD_HEALTH_PORT", "8081")),
        grace_seconds=int(os.environ.get("SWITCHBOARD_GRACE_SECONDS", "60")),
    )


def give_up(message: str, code: int) -> None:
    print(message, file=sys.stderr, flush=True)
    os._exit(code)
