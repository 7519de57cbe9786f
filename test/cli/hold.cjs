// Stops a worker right after it has sent a message, for as long as a test wants: what the test does next always comes
// while the run is under way. Node loads this file into every process of a run before the program (NODE_OPTIONS).
const fs = require('node:fs');
const path = require('node:path');
const process = require('node:process');

const { folder, type, count } = JSON.parse(process.env.TICKET_HOLD ?? '{}');
const cell = new Int32Array(new SharedArrayBuffer(4));

if (folder !== undefined && process.send) {
  let run = '';
  let sent = 0;
  const send = process.send;
  // Not before the program itself listens: the first message would be lost to it.
  const listen = (event) => {
    if (event !== 'message') return;
    process.off('newListener', listen);
    process.on('message', (heard) => {
      if (heard?.type === 'load') run = path.basename(heard.request.runDir);
    });
  };
  process.on('newListener', listen);
  process.send = function (message, ...more) {
    const isSent = send.call(process, message, ...more);
    // The channel has taken the message when `send` returns.
    if (message?.type === type && ++sent === count)
      while (fs.existsSync(folder) && !fs.existsSync(path.join(folder, run))) Atomics.wait(cell, 0, 0, 10);
    return isSent;
  };
}
