"""Faults on demand: what they are, how they are written, and which request gets which."""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace

STAGES = ("speech", "transcription", "chat")
KINDS = ("latency", "status", "stall", "garbage", "dead")


class FaultError(Exception):
    pass


@dataclass(frozen=True)
class Fault:
    """`after` counts the pieces of the answer that go out before the fault shows."""

    kind: str
    ms: float = 0
    code: int = 500
    retry_after: float | None = None
    after: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise FaultError(f"Unknown fault {self.kind!r}. Known: {', '.join(KINDS)}.")
        if not 400 <= self.code <= 599:
            raise FaultError(f"A fault's code is between 400 and 599, not {self.code}.")
        if self.ms < 0 or self.after < 0:
            raise FaultError("A fault's ms and after can't be negative.")


@dataclass(frozen=True)
class Rule:
    """A fault for the requests of one stage or key, `count` times or for good."""

    fault: Fault
    stage: str = "any"
    key: str | None = None
    probability: float = 1
    count: int | None = None

    def __post_init__(self) -> None:
        if self.stage not in ("any", *STAGES):
            raise FaultError(f"Unknown stage {self.stage!r}. Known: any, {', '.join(STAGES)}.")
        if not 0 <= self.probability <= 1:
            raise FaultError("A fault's probability is between 0 and 1.")

    def covers(self, stage: str, keys: Iterable[str]) -> bool:
        return self.stage in ("any", stage) and (self.key is None or self.key in keys)


class FaultBook:
    """The rules set through /control/faults. None at the start."""

    LIMIT = 1000

    def __init__(self, chance: Callable[[], float] = random.random):
        self._rules: dict[str, Rule] = {}
        self._chance = chance

    def put(self, name: str, rule: Rule) -> None:
        if name not in self._rules and len(self._rules) >= self.LIMIT:
            raise FaultError(f"There are {self.LIMIT} faults already. Delete some.")
        self._rules[name] = rule

    def remove(self, name: str) -> bool:
        return self._rules.pop(name, None) is not None

    def clear(self) -> None:
        self._rules.clear()

    def rules(self) -> Mapping[str, Rule]:
        return self._rules

    def pick(self, stage: str, keys: Iterable[str]) -> list[Fault]:
        picked = []
        known = tuple(keys)
        for name, rule in list(self._rules.items()):
            if not rule.covers(stage, known) or self._chance() >= rule.probability:
                continue
            picked.append(rule.fault)
            if rule.count is not None:
                self._spend(name, rule, rule.count)
        return picked

    def _spend(self, name: str, rule: Rule, left: int) -> None:
        if left > 1:
            self._rules[name] = replace(rule, count=left - 1)
        else:
            del self._rules[name]


def parse_faults(text: str) -> list[Fault]:
    """`latency;ms=500, 429;retry_after=2, stall;after=3`: what x-fault holds."""
    return [_parse_fault(part.strip()) for part in text.split(",") if part.strip()]


def fault_from(values: Mapping[str, object]) -> Fault:
    allowed = {field.name for field in fields(Fault)}
    unknown = sorted(set(values) - allowed)
    if unknown:
        raise FaultError(f"Unknown in a fault: {', '.join(unknown)}.")
    if "kind" not in values:
        raise FaultError(f"A fault needs a kind: {', '.join(KINDS)}.")
    for name in allowed & set(values) - {"kind"}:
        if not isinstance(values[name], int | float) or isinstance(values[name], bool):
            raise FaultError(f"A fault's {name} is a number, not {values[name]!r}.")
    return Fault(**values)  # type: ignore[arg-type]


def rule_from(values: Mapping[str, object]) -> Rule:
    scope = {name: values[name] for name in ("stage", "key", "probability", "count") if name in values}
    fault = fault_from({name: value for name, value in values.items() if name not in scope})
    for name, kinds in (("stage", str), ("key", str), ("probability", int | float), ("count", int)):
        if name in scope and not isinstance(scope[name], kinds):
            raise FaultError(f"A fault's {name} can't be {scope[name]!r}.")
    count = scope.get("count")
    if isinstance(count, int) and count < 1:
        raise FaultError("A fault's count is at least 1.")
    return Rule(fault, **scope)  # type: ignore[arg-type]


def _parse_fault(text: str) -> Fault:
    kind, *settings = (part.strip() for part in text.split(";"))
    values: dict[str, object] = {"kind": kind}
    if kind.isdigit():
        values = {"kind": "status", "code": int(kind)}
    for setting in settings:
        name, _, value = setting.partition("=")
        try:
            values[name] = int(value) if value.isdigit() else float(value)
        except ValueError as cause:
            raise FaultError(f"{name}={value} in a fault is not a number.") from cause
    return fault_from(values)
