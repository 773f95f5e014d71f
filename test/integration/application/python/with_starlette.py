# A chat of Starlette, watched: says its port, and answers each message with itself.
import asyncio
import os

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from tripline_ws import Watcher

watcher = Watcher(
    os.environ["TRIPLINE_URL"],
    os.environ["TRIPLINE_TOKEN"],
    user=lambda scope: dict(scope["headers"]).get(b"x-user", b"").decode() or None,
)


async def chat(socket):
    await socket.accept()
    try:
        while True:
            await socket.send_text(await socket.receive_text())
    except WebSocketDisconnect:
        pass


async def private(socket):
    await socket.close()


app = Starlette(
    routes=[WebSocketRoute("/chat", chat), WebSocketRoute("/private", private)],
    middleware=[Middleware(watcher.asgi)],
)


async def main():
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical"))
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    print(server.servers[0].sockets[0].getsockname()[1], flush=True)
    await running


asyncio.run(main())
