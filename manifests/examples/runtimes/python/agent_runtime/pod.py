"""The pod's side of the contract: one life, one conversation."""

import asyncio
import json

from livekit import rtc
from pydantic import BaseModel, ValidationError

from . import messages
from .bus import Bus
from .settings import Settings
from .talk import Talk

RUNTIME = "example-python/1.0"
GOODBYE_SECONDS = 12
OK = {"ok": True}


def no(reason: str, message: str) -> dict:
    return {"ok": False, "reason": reason, "message": message}


class Pod:
    def __init__(self, settings: Settings, bus: Bus) -> None:
        self._settings, self._bus = settings, bus
        self.state = "Idle"
        self.heard_of = False
        self.over = asyncio.Event()
        self._session: messages.SessionRef | None = None
        self._room_name: str | None = None
        self._room: rtc.Room | None = None
        self._joining: asyncio.Future | None = None
        self._assign: messages.Assign | None = None
        self._talk: Talk | None = None
        self._clocks: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task] = set()
        self._segment = 0
        self._turns = 0
        self._greeted = False
        self._kinds = {
            "whoami": (messages.Nothing, lambda _: self.identity()),
            "prepare": (messages.Prepare, self._prepare),
            "assign": (messages.Assign, self._take),
            "say": (messages.Say, self._in_talk(lambda talk, it: talk.say(it))),
            "inject": (messages.Inject, self._in_talk(lambda talk, it: self._do(talk.inject(it)))),
            "interrupt": (messages.Nothing, self._in_talk(lambda talk, _: talk.interrupt())),
            "limits": (messages.NewLimits, self._in_talk(lambda _, it: self._change(it.limits))),
            "token": (messages.Token, lambda _: OK),
            "drain": (messages.Drain, self._drain),
            "end": (messages.End, lambda it: self._end(it.reason, "", 0)),
        }

    def identity(self) -> dict:
        known = {"session": self._session.model_dump()} if self._session else {}
        if self._room_name:
            known["room"] = self._room_name
        return {
            "contract": "v1",
            "runtime": RUNTIME,
            "pod": self._settings.pod,
            "namespace": self._settings.namespace,
            "agent": self._settings.agent,
            "state": self.state,
            "lastSequence": self._bus.sequence,
            **known,
        }

    @property
    def session(self) -> dict:
        return {"session": self._session.model_dump()} if self._session else {}

    async def answer(self, request) -> None:
        self.heard_of = True
        answer = await self._decide(request.subject.rsplit(".", 1)[-1], request.data)
        if request.reply:
            await request.respond(json.dumps(answer).encode())

    async def _decide(self, kind: str, data: bytes) -> dict:
        if kind not in self._kinds:
            return no("Unsupported", "This runtime does not know the request.")
        model, handler = self._kinds[kind]
        try:
            answer = handler(model.model_validate_json(data or b"{}"))
        except ValidationError:
            return no("Invalid", "The request could not be read.")
        return await answer if asyncio.iscoroutine(answer) else answer

    def _in_talk(self, act):
        def handler(request: BaseModel) -> dict:
            if self._talk is None:
                return no("NotAssigned", "The pod has no conversation yet.")
            if self.state == "Ending":
                return no("Ending", "The conversation is ending.")
            act(self._talk, request)
            return OK

        return handler

    async def _prepare(self, request: messages.Prepare) -> dict:
        if self.state != "Idle":
            return no("AlreadyAssigned", f"The pod is {self.state}.")
        try:
            await self._join(request.room)
        except Exception:
            return no("JoinFailed", "The room could not be joined.")
        self.state = "Prepared"
        return OK

    async def _join(self, target: messages.Room) -> rtc.Room:
        if self._room is not None and self._room_name == target.name:
            return self._room
        self._room_name = target.name
        room = rtc.Room()
        room.on("participant_connected", lambda one: self._came(one.identity))
        room.on("participant_disconnected", lambda one: self._went(one.identity))
        room.on("disconnected", lambda _reason: self._lost())
        await room.connect(target.url, target.token)
        self._room = room
        return room

    def _take(self, request: messages.Assign) -> dict:
        if self._session is not None:
            same = self._session.uid == request.session.uid
            return OK if same else no("AlreadyAssigned", "The pod has another conversation.")
        if self.over.is_set():
            return no("Ending", "The pod is ending.")
        self._session, self._assign, self.state = request.session, request, "Assigned"
        self._do(self._converse(request))
        return OK

    async def _converse(self, assign: messages.Assign) -> None:
        try:
            room = await self._join(assign.room)
            talk = Talk(assign, self._said)
            await talk.start(room)
        except Exception as error:
            print(f"the conversation could not begin: {error!r}", flush=True)
            self._end("RoomLost" if self._room is None else "RuntimeError", "", 0)
            return
        self._talk = talk
        self.state = "Talking"
        talk.heard(lambda: self._change(assign.limits))
        self._status("AgentJoined")
        self._clock("max", assign.limits.maxDurationSeconds, "MaxDuration")
        self._clock("join", assign.limits.joinSeconds, "JoinTimeout")
        if assign.participant.identity in room.remote_participants:
            self._came(assign.participant.identity)

    def _came(self, identity: str) -> None:
        if self._talk is None or self._assign is None or identity != self._assign.participant.identity:
            return
        for name in ("join", "gone"):
            self._stop_clock(name)
        self._status("CallerJoined")
        self._change(self._assign.limits)
        if not self._greeted:
            self._greeted = True
            self._talk.greet()

    def _went(self, identity: str) -> None:
        if self._assign is not None and identity == self._assign.participant.identity:
            self._status("CallerLeft")
            self._clock("gone", self._assign.limits.reconnectSeconds, "CallerLeft")

    def _lost(self) -> None:
        if self.state in ("Assigned", "Talking"):
            self._end("RoomLost", "", 0)

    def _change(self, limits: messages.Limits) -> None:
        if self._assign is not None:
            self._assign.limits = limits
        self._clock("idle", limits.idleSeconds, "IdleTimeout")

    def _clock(self, name: str, seconds: float, reason: str) -> None:
        self._stop_clock(name)
        silent = reason in ("JoinTimeout", "CallerLeft")
        goodbye = "" if silent or self._assign is None else self._assign.behaviour.goodbye
        act = lambda: self._end(reason, goodbye, GOODBYE_SECONDS)
        self._clocks[name] = asyncio.get_running_loop().call_later(seconds, act)

    def _stop_clock(self, name: str) -> None:
        if name in self._clocks:
            self._clocks.pop(name).cancel()

    def _said(self, speaker: str, text: str, interrupted: bool) -> None:
        self._segment += 1
        self._turns += speaker == "caller"
        moment = round(asyncio.get_running_loop().time() * 1000) % 2**31
        report = {"segment": f"s{self._segment}", "speaker": speaker, "text": text, "interrupted": interrupted}
        times = {"startMilliseconds": moment, "endMilliseconds": moment}
        self._bus.keep("transcript", {**self.session, **report, **times})

    def _status(self, event: str, **rest) -> None:
        self._bus.keep("status", {**self.session, "event": event, **rest})

    def _drain(self, request: messages.Drain) -> dict:
        own = self._assign.behaviour.goodbye if self._assign else ""
        return self._end(request.reason, own if request.goodbye is None else request.goodbye, request.withinSeconds - 2)

    def terminate(self) -> None:
        own = self._assign.behaviour.goodbye if self._assign else ""
        self._end("Drained", own, self._settings.grace_seconds - 5)

    def _end(self, reason: str, goodbye: str, within: float) -> dict:
        if self._session is None:
            self.over.set()
        elif self.state not in ("Ending", "Ended"):
            self.state = "Ending"
            self._do(self._leave(reason, goodbye, within))
        elif goodbye == "" and self._talk is not None:
            self._talk.interrupt()
        return OK

    async def _leave(self, reason: str, goodbye: str, within: float) -> None:
        for name in list(self._clocks):
            self._stop_clock(name)
        self._status("Ending", reason=reason)
        if self._talk is not None and within > 0:
            try:
                await asyncio.wait_for(self._talk.goodbye(goodbye), within)
            except Exception as error:
                print(f"the goodbye was not heard to its end: {error!r}", flush=True)
        self._status("Ended", reason=reason, usage={"turns": self._turns})
        if self._room is not None:
            await self._room.disconnect()
        self.state = "Ended"
        self.over.set()

    def _do(self, work) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
