# Standard input: what to say, then where. For each a connection of `websockets`, and a line when it is closed.
import asyncio
import base64
import json
import sys

from websockets.asyncio.client import connect


def cut(whole, pieces):
    size = -(-len(whole) // pieces)
    return [whole[at : at + size] for at in range(0, len(whole), size)]


async def talk(url, way, script):
    options = {"subprotocols": script["subprotocols"], "origin": "https://app.example.com", "user_agent_header": "py"}
    async with connect(url, **options, proxy=None, ping_interval=None, max_size=None, open_timeout=None) as socket:
        await socket.ping(script["ping"].encode())
        for said in script["says"]:
            whole = said["text"] if "text" in said else base64.b64decode(said["base64"])
            await socket.send(whole if said["pieces"] == 1 else cut(whole, said["pieces"]))
        for _ in range(script["hears"]):
            await socket.recv()
        if way["closes"] == "client":
            await socket.close(way["code"], way["reason"])
        else:
            await socket.wait_closed()
    print(url, flush=True)


async def main():
    reader = asyncio.StreamReader(limit=1 << 26)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    script = json.loads(await reader.readline())
    async with asyncio.TaskGroup() as talks:
        while line := await reader.readline():
            talks.create_task(talk(**json.loads(line), script=script))


asyncio.run(main())
