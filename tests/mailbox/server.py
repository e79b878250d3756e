"""A small IMAP server for tests: one folder, TLS, what our client says and nothing more."""

from __future__ import annotations

import base64
import re
import socket
import ssl
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class StoredMail:
    content: bytes
    seen: bool = False


@dataclass
class ImapServer:
    """`put` a mail, run the product, look at `mails`. `drop_after` ends connections after so many commands."""

    folder: Path
    security: str = "tls"
    host_name: str = "localhost"
    user: str = "ideas"
    password: str = 'pass word \\ "'
    has_plain: bool = False
    uid_validity: int = 4_000_000_000
    mails: dict[int, StoredMail] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    refuse_store: bool = False

    def __enter__(self) -> ImapServer:
        self.certificate = self._certificate()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.close()

    def put(self, content: bytes) -> int:
        number = max(self.mails, default=0) + 1
        self.mails[number] = StoredMail(content)
        return number

    @property
    def unseen(self) -> list[int]:
        return [number for number, mail in self.mails.items() if not mail.seen]

    def _certificate(self) -> Path:
        key, certificate = self.folder / f"{self.host_name}.key", self.folder / f"{self.host_name}.pem"
        if not certificate.exists():
            subprocess.run(
                f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={self.host_name}"
                f" -addext subjectAltName=DNS:{self.host_name} -keyout {key} -out {certificate}".split(),
                check=True,
                capture_output=True,
            )
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        return certificate

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _address = self._socket.accept()
                threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with suppress(OSError, ValueError):
            if self.security == "tls":
                connection = self._context.wrap_socket(connection, server_side=True)
            stream = connection.makefile("rwb")
            self._say(stream, b"* OK ready")
            while line := stream.readline():
                tag, _space, rest = line.strip().partition(b" ")
                command = rest.decode("utf-8")
                self.commands.append(re.sub(r"^(LOGIN) .*", r"\1", command))
                if command == "STARTTLS":
                    self._say(stream, tag + b" OK begin")
                    connection = self._context.wrap_socket(connection, server_side=True)
                    stream = connection.makefile("rwb")
                    continue
                if command == "AUTHENTICATE PLAIN":
                    self._say(stream, b"+ ")
                    sent = base64.b64decode(stream.readline().strip()).decode("utf-8")
                    good = sent == f"\0{self.user}\0{self.password}"
                    self._say(stream, tag + (b" OK done" if good else b" NO [AUTHENTICATIONFAILED] wrong"))
                    continue
                for answer in self._answers(command):
                    self._say(stream, answer.replace(b"TAG", tag, 1) if answer.startswith(b"TAG") else answer)
                if command == "LOGOUT":
                    return

    @staticmethod
    def _say(stream: object, line: bytes) -> None:
        stream.write(line + b"\r\n")  # type: ignore[attr-defined]
        stream.flush()  # type: ignore[attr-defined]

    def _answers(self, command: str) -> list[bytes]:
        name = command.split(" ", maxsplit=1)[0]
        if name == "CAPABILITY":
            starttls = b" STARTTLS" if self.security == "starttls" else b""
            plain = b" AUTH=PLAIN" if self.has_plain else b""
            return [b"* CAPABILITY IMAP4rev1" + starttls + plain, b"TAG OK done"]
        if name == "LOGIN":
            good = command == 'LOGIN {} "{}"'.format(
                self.user, self.password.replace("\\", "\\\\").replace('"', '\\"')
            )
            return [b"TAG OK done" if good else b"TAG NO [AUTHENTICATIONFAILED] wrong"]
        if name == "SELECT":
            if command != 'SELECT "INBOX"':
                return [b"TAG NO no such folder"]
            return [
                b"* %d EXISTS" % len(self.mails),
                b"* OK [UIDVALIDITY %d]" % self.uid_validity,
                b"TAG OK done",
            ]
        if command == "UID SEARCH UNSEEN":
            return [b"* SEARCH " + b" ".join(b"%d" % n for n in self.unseen), b"TAG OK done"]
        if name == "LOGOUT":
            return [b"* BYE", b"TAG OK done"]
        found = re.match(r"UID (FETCH|STORE) (\d+) (.+)", command)
        if found and int(found[2]) in self.mails:
            return self._about(int(found[2]), found[1], found[3])
        return [b"TAG OK done"]

    def _about(self, number: int, verb: str, what: str) -> list[bytes]:
        mail = self.mails[number]
        if verb == "STORE":
            if self.refuse_store:
                return [b"TAG NO not now"]
            mail.seen = mail.seen or what == "+FLAGS.SILENT (\\Seen)"
            return [b"TAG OK done"]
        if what == "(RFC822.SIZE)":
            return [b"* 1 FETCH (UID %d RFC822.SIZE %d)" % (number, len(mail.content)), b"TAG OK done"]
        head = b"* 1 FETCH (UID %d BODY[] {%d}\r\n" % (number, len(mail.content))
        return [head + mail.content + b")", b"TAG OK done"]
