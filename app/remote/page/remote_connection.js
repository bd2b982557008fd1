// The way to the server: pictures come in, newest only, and what the person does goes out.

const byId = id => document.getElementById(id);
const picture = byId('picture');
const stage = byId('stage');
const ink = picture.getContext('2d', {alpha: false, desynchronized: true});

// The remote viewport in CSS pixels, as of the newest picture.
const view = {width: 0, height: 0};
let socket = null;
let isOver = false;
let attempts = 0;
const listeners = {};

function send(message) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

// ---- what it costs: from an input to the first picture after it, and pictures a second

let lastInput = 0;
const inputTimes = new Map();
const paintTimes = [];
let linkTime = null;
let pictureTime = null;
let pictureTimeAt = 0;

function sendInput(message) {
  lastInput += 1;
  // Moves alone may change nothing; what is pressed or typed does.
  if (message.do !== 'mouse' || message.kind !== 'moved') inputTimes.set(lastInput, performance.now());
  send({...message, input: lastInput});
}

function noteInputShown(input) {
  let newest = null;
  for (const [number, time] of inputTimes) {
    if (number > input) break;
    newest = time;
    inputTimes.delete(number);
  }
  if (newest === null) return;
  const took = performance.now() - newest;
  if (took > 3000) return;  // nothing had changed for it, and this picture came for another reason
  pictureTime = pictureTime === null ? took : pictureTime * 0.6 + took * 0.4;
  pictureTimeAt = performance.now();
}

function showNumbers() {
  const now = performance.now();
  while (paintTimes.length && now - paintTimes[0] > 1000) paintTimes.shift();
  byId('rate').textContent = String(paintTimes.length);
  const shown = pictureTime !== null && now - pictureTimeAt < 10000 ? pictureTime : linkTime;
  byId('latency').textContent = shown === null ? '–' : String(Math.max(1, Math.round(shown)));
}

// ---- pictures

let decoding = false;
let nextPicture = null;

async function paint(data) {
  const head = new DataView(data, 0, 16);
  const frame = head.getUint32(0, true);
  const bitmap = await createImageBitmap(new Blob([new Uint8Array(data, 16)], {type: 'image/jpeg'}));
  if (picture.width !== bitmap.width || picture.height !== bitmap.height) {
    picture.width = bitmap.width;
    picture.height = bitmap.height;
  }
  ink.drawImage(bitmap, 0, 0);
  bitmap.close();
  view.width = head.getFloat32(8, true);
  view.height = head.getFloat32(12, true);
  fitPicture();
  if (isWantedSize() || performance.now() - openedAt > 1000) setState('live');
  paintTimes.push(performance.now());
  noteInputShown(head.getUint32(4, true));
  send({do: 'shown', frame});
}

async function paintNewest(data) {
  nextPicture = data;
  if (decoding) return;
  decoding = true;
  while (nextPicture) {
    const newest = nextPicture;
    nextPicture = null;
    try {
      await paint(newest);
    } catch (error) {
      console.warn('a picture could not be shown', error);
      send({do: 'shown', frame: new DataView(newest).getUint32(0, true)});
    }
  }
  decoding = false;
}

// The first pictures after a change of size still have the old one, with everything in another place.
const wantedSize = {width: 0, height: 0};
let openedAt = 0;

function isWantedSize() {
  return Math.abs(view.width - wantedSize.width) < 2 && Math.abs(view.height - wantedSize.height) < 2;
}

// As large as it fits, but never blown up.
function fitPicture() {
  if (!view.width) return;
  const scale = Math.min(1, stage.clientWidth / view.width, stage.clientHeight / view.height);
  picture.style.width = `${view.width * scale}px`;
  picture.style.height = `${view.height * scale}px`;
}

// ---- the connection

function setState(state, text) {
  document.body.dataset.state = state;
  byId('link').textContent = state === 'live' ? 'Connected' : state === 'over' ? 'Closed' : 'Connecting';
  if (text) byId('waiting-text').textContent = text;
}

function connect() {
  if (isOver) return;
  socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/view`);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => {
    attempts = 0;
    openedAt = performance.now();
    inputTimes.clear();
    listeners.open?.();
    ping();
  };
  socket.onmessage = event => {
    if (typeof event.data !== 'string') {
      paintNewest(event.data);
      return;
    }
    const message = JSON.parse(event.data);
    listeners[message.say]?.(message);
  };
  socket.onclose = () => {
    if (isOver) return;
    attempts += 1;
    setState('connecting', attempts < 4 ? 'The connection was lost. Trying again…' :
      'The server does not answer. If this lasts, ask for a new link.');
    setTimeout(connect, Math.min(5000, 300 * 2 ** attempts));
  };
}

function ping() {
  send({do: 'ping', sent: performance.now()});
}

listeners.pong = message => { linkTime = performance.now() - message.sent; };
