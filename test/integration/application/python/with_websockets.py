# A chat of websockets, watched: says its port, and answers each message with itself.
import asyncio
import os

from tripline_ws import Watcher
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

watcher = Watcher(
    os.environ["TRIPLINE_URL"],
    os.environ["TRIPLINE_TOKEN"],
    user=lambda request: request.headers.get("X-User"),
)


async def chat(socket):
    try:
        async for message in socket:
            await socket.send(message)
    except ConnectionClosed:
        pass


def process_request(connection, request):
    return connection.respond(403, "no") if request.path == "/private" else None


async def main():
    options = {"process_request": process_request, "process_response": watcher.process_response}
    async with serve(watcher.handler(chat), "127.0.0.1", 0, **options) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()


asyncio.run(main())
