// What people write to each other at work: the lines of the benign chat.

const prose = [
  "Morning all 👋 who's on call today?",
  "O'Brien says the union negotiations are done, select committee meets at 5",
  "can't or won't? it's Ann's call -- let's wait for her",
  'lunch? 🍕 or ramen 🍜 (table for 5 OR 6, not sure yet)',
  'If x > 3 and y < 5 the alert fires; else nothing happens.',
  'Please update the table where we keep the prices, and drop me a line when done.',
  'where 1 of us goes, all go :)',
  'insert coin to continue 🕹️',
  "It's 'ok' to say \"no\" sometimes",
  'The cat sat on the mat; ls of things to do: 1) coffee 2) more coffee',
  'Zoë & Łukasz are 50% done (or 60%?), ETA ~2h; see https://wiki.example.com/x?id=42&view=full#top',
  'see ../docs/readme.md in the repo, one level up from src',
  'ping me when the build is green, echo that to the others please',
  'AND THEN he said "or else" = lol',
  'price is $5.00; $10 with tax',
  'Is it {{name}} or ${name} in the new templates? I always forget',
  'meeting moved to 14:30; room (old) → room (new)',
  '¯\\_(ツ)_/¯',
  'admin: the printer is on fire again 🔥🔥🔥',
  'who wants to order from the new place? menu: http://pizza.example.net/menu.pdf',
  '/me waves',
  '/giphy it works',
  '+1',
  'thx!',
  'привет всем, как дела?',
  '了解です。ありがとうございます！',
  'naïve café résumé — “quotes” and ‘more quotes’',
  'C:\\Users\\ann\\Documents\\report.docx is locked again, anyone has it open?',
  'the regex is ^[a-z]+(\\.[a-z]+)*$ fyi',
  "Robert'); is the xkcd one, right? 😂",
]

const markdown = [
  '# Release notes 2.4\n\n- **fixed**: crash on `null` names\n- *new*: dark mode\n- see [changelog](https://git.example.com/app/-/blob/main/CHANGELOG.md)',
  '> quoting Ann: it depends\n\nagreed!',
  '| service | p95 | p99 |\n|---|---:|---:|\n| api | 40 ms | 120 ms |\n| ws | 3 ms | 9 ms |',
  '1. pull\n2. `npm ci`\n3. `npm test`\n4. profit',
  "---\ntitle: Minutes\n---\n* Decisions: none\n* Actions: Bob to ask D'Arcy",
  '~~old plan~~ **new plan**: ship on Friday <- just kidding',
  '![screenshot](https://files.example.com/u/3f2a/Screenshot%202026-11-20%20at%2014.02.11.png)',
]

const code = [
  '```js\nconst total = items.filter((i) => i.price > 3 && i.tags.includes("sale")).reduce((a, b) => a + b.price, 0)\n```',
  "```sql\nSELECT u.name, count(*) FROM users u JOIN orders o ON o.user_id = u.id WHERE u.created_at > now() - interval '7 days' GROUP BY 1 ORDER BY 2 DESC LIMIT 10;\n```",
  "the slow one is `SELECT * FROM events WHERE user_id = 42 AND type = 'click'`, needs an index on (user_id, type)",
  '```python\nfor line in open("data.csv"):\n    name, value = line.strip().split(";")\n    if int(value) > 3: print(f"{name}: {value}")\n```',
  '```sh\ngit fetch origin && git rebase origin/main && npm test | tee test.log\n```',
  'try `docker compose up -d && docker compose logs -f api | grep ERROR`',
  '```html\n<div class="card"><h2>Title</h2><p>Hello <b>world</b></p></div>\n```',
  'you need `<label for="name">` before the `<input id="name">`',
  '```yaml\nservices:\n  api:\n    image: "registry.example.com/api:${TAG:-latest}"\n    command: ["sh", "-c", "npm start"]\n```',
  '```json\n{"user":{"name":"O\'Brien","roles":["admin"]},"filter":{"price":{"min":3,"max":5}}}\n```',
  '```tsx\nreturn <Button onClick={() => setOpen(!isOpen)}>{label ?? "ok"}</Button>\n```',
  "TypeError: Cannot read properties of undefined (reading 'map')\n    at render (https://app.example.com/static/js/main.4f3a.js:2:18734)\n    at t.exports (vendors.js:1:99)",
  '```java\nString q = "select name from users where id = ?";\nPreparedStatement ps = c.prepareStatement(q);\n```',
  '`rm -rf node_modules && npm ci` usually helps 😅',
  '```diff\n- if (a = b) {\n+ if (a === b) {\n```',
  '```css\n.chat > .line::before { content: "\\201C"; color: #333 }\n```',
  "curl works for me: `curl -s https://api.example.com/v1/items?limit=5 | jq '.items[] | .id'`",
  '```jinja\nHello {{ user.name }}, you have {{ count }} new messages.\n```',
  'the template was {{user.name}} but should be {{ user.fullName }}',
]

const html = [
  '<b>bold</b> does not work here, use **bold**',
  'paste from Word: <p class="MsoNormal" style="margin:0cm"><span lang="EN-GB">Dear all,</span></p>',
  'I <3 this & that',
  'if (a<b) and (c>d) then <unknown>',
  'https://maps.example.com/?q=caf%C3%A9%20%26%20bar&ll=51.5,-0.12&z=15',
  'Reminder: timesheets &amp; expenses due today',
]

export const chatLines: readonly string[] = [...prose, ...prose, ...prose, ...markdown, ...code, ...html]
