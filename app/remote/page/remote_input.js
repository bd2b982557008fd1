// Mouse, fingers, keys and text, from this browser to the one on the server.

const keys = byId('keys');
const hasTouch = matchMedia('(pointer: coarse)').matches;
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

function modifiersOf(event) {
  const isAltGraph = event.getModifierState?.('AltGraph');
  const control = (event.ctrlKey || (isMac && event.metaKey)) && !isAltGraph;
  return (event.altKey && !isAltGraph ? 1 : 0) | (control ? 2 : 0) | (event.metaKey && !isMac ? 4 : 0) | (event.shiftKey ? 8 : 0);
}

function pointOf(event) {
  const box = picture.getBoundingClientRect();
  return {x: (event.clientX - box.x) * view.width / box.width, y: (event.clientY - box.y) * view.height / box.height};
}

function fieldAt(point) {
  let smallest = null;
  for (const field of fields) {
    const isInside = point.x >= field.x && point.y >= field.y && point.x <= field.x + field.width && point.y <= field.y + field.height;
    if (isInside && (!smallest || field.width * field.height <= smallest.width * smallest.height)) smallest = field;
  }
  return smallest;
}

listeners.fields = message => {
  fields = message.fields;
  const focused = fields.find(field => field.focused);
  if (!focused) return;
  fitKeyboard(focused);
  // The finger was there before we knew of the field.
  if (hasTouch && focused.kind === 'text' && !openPanel && performance.now() - tappedAt < 1500) keys.focus({preventScroll: true});
};

// ---- the hidden field that keys and the on-screen keyboard write into

// Filled, so that deleting what stands before the cursor can be noticed.
const kFilling = '\u200b\u200b\u200b\u200b';

function emptyKeys() {
  keys.value = kFilling;
  keys.setSelectionRange(kFilling.length, kFilling.length);
}

function fitKeyboard(field) {
  keys.inputMode = field.keyboard;
  keys.autocomplete = field.code ? 'one-time-code' : 'off';
  keys.enterKeyHint = 'go';
}

function focusKeys() {
  if (hasTouch || openPanel) return;
  keys.focus({preventScroll: true});
}

let composing = false;
let before = kFilling;

// What an input method, a suggestion or an on-screen keyboard has made of the hidden field, as keys and text.
function sendDifference() {
  const now = keys.value;
  let same = 0;
  while (same < before.length && same < now.length && before[same] === now[same]) ++same;
  for (let i = before.length; i > same; --i) sendKey({kind: 'down', key: 'Backspace', code: 'Backspace', text: '', virtual_key: 8}, true);
  const added = now.slice(same).replaceAll('\u200b', '');
  if (added) sendInput({do: 'text', text: added});
  before = now;
  if (composing) return;
  emptyKeys();
  before = kFilling;
}

function sendKey(key, andUp) {
  const full = {do: 'key', location: 0, repeated: false, modifiers: 0, ...key};
  sendInput(full);
  if (andUp) sendInput({...full, kind: 'up', text: ''});
}

keys.addEventListener('compositionstart', () => { composing = true; });
keys.addEventListener('compositionend', () => {
  composing = false;
  sendDifference();
});
keys.addEventListener('input', () => { if (!composing || hasTouch) sendDifference(); });
keys.addEventListener('paste', event => {
  event.preventDefault();
  const text = event.clipboardData.getData('text/plain').replace(/\r\n?/g, '\n').slice(0, 100000);
  if (text) sendInput({do: 'text', text});
});

// Those of this browser's own shortcuts that a person would miss.
function isOurs(event) {
  if (/^F\d+$/.test(event.key)) return true;
  if (!(event.ctrlKey || event.metaKey) || event.getModifierState('AltGraph')) return false;
  return !/^[acxzy]$/i.test(event.key) && !/^(Arrow|Home|End|Backspace|Delete|Enter)/.test(event.key);
}

const kOpensList = new Set([' ', 'Enter', 'F4']);

function onKey(event, kind) {
  if (event.isComposing || event.keyCode === 229 || event.key === 'Unidentified' || isOurs(event)) return;
  const focused = fields.find(field => field.focused);
  const opens = kOpensList.has(event.key) || (event.altKey && event.key.startsWith('Arrow'));
  if (kind === 'down' && focused?.kind === 'select' && opens) {
    event.preventDefault();
    openChoices(focused);
    return;
  }
  event.preventDefault();
  const modifiers = modifiersOf(event);
  const isCharacter = [...event.key].length === 1 && !(modifiers & 7);
  const text = kind === 'down' ? (isCharacter ? event.key : event.key === 'Enter' ? '\r' : '') : '';
  // A character that this keyboard has and a US one has not is text, not a key.
  if (isCharacter && event.key.charCodeAt(0) > 126) {
    if (kind === 'down') sendInput({do: 'text', text: event.key});
    return;
  }
  sendKey({kind, key: event.key, code: event.code, text, virtual_key: event.keyCode, location: event.location, repeated: event.repeat, modifiers});
}
keys.addEventListener('keydown', event => onKey(event, 'down'));
keys.addEventListener('keyup', event => onKey(event, 'up'));

// ---- mouse

const kButtons = ['left', 'middle', 'right'];
let clicks = {count: 0, time: 0, x: 0, y: 0, button: -1};
let move = null;

function countClicks(event) {
  const isAgain = event.timeStamp - clicks.time < 500 && event.button === clicks.button &&
    Math.hypot(event.clientX - clicks.x, event.clientY - clicks.y) < 6;
  clicks = {count: isAgain ? Math.min(3, clicks.count + 1) : 1, time: event.timeStamp, x: event.clientX, y: event.clientY, button: event.button};
}

function sendMouse(event, kind) {
  sendInput({do: 'mouse', kind, ...pointOf(event), button: kButtons[event.button] || 'left', buttons: event.buttons & 7,
             clicks: kind === 'moved' ? 1 : clicks.count, modifiers: modifiersOf(event)});
}

function flushMove() {
  if (move) sendMouse(move, 'moved');
  move = null;
}

function onMouse(event) {
  const field = fieldAt(pointOf(event));
  if (event.type === 'pointermove') {
    picture.style.cursor = field ? (field.kind === 'text' ? 'text' : 'pointer') : 'default';
    if (!move) requestAnimationFrame(flushMove);
    move = event;
    return;
  }
  flushMove();
  if (event.type === 'pointerdown') {
    picture.setPointerCapture(event.pointerId);
    countClicks(event);
    focusKeys();
    if (field?.kind === 'select' && event.button === 0) {
      openChoices(field);
      return;
    }
  }
  sendMouse(event, event.type === 'pointerdown' ? 'pressed' : 'released');
}

// ---- fingers

const fingers = new Map();
let tap = null;
let tappedAt = -Infinity;
let fingerMoves = false;

function sendTouch(kind) {
  sendInput({do: 'touch', kind, fingers: [...fingers].map(([id, point]) => ({id: id % 1000, ...point})), modifiers: 0});
}

function onTouch(event) {
  const point = pointOf(event);
  if (event.type === 'pointerdown') {
    const field = fieldAt(point);
    tap = fingers.size ? null : {x: event.clientX, y: event.clientY, field};
    if (field?.kind === 'select' && tap) return;
    fingers.set(event.pointerId, point);
    sendTouch('start');
    return;
  }
  if (tap && Math.hypot(event.clientX - tap.x, event.clientY - tap.y) > 10) tap.field = tap.field?.kind === 'select' ? tap.field : null, tap.moved = true;
  if (event.type === 'pointermove') {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, point);
    if (fingerMoves) return;
    fingerMoves = true;
    requestAnimationFrame(() => {
      fingerMoves = false;
      if (fingers.size) sendTouch('move');
    });
    return;
  }
  const ended = tap;
  tap = null;
  if (fingers.delete(event.pointerId)) sendTouch(event.type === 'pointercancel' ? 'cancel' : 'end');
  if (!ended || ended.moved || event.type === 'pointercancel') return;
  tappedAt = performance.now();
  if (ended.field?.kind === 'select') {
    openChoices(ended.field);
  } else if (ended.field?.kind === 'text') {
    // At once: an on-screen keyboard comes up only in answer to a finger.
    fitKeyboard(ended.field);
    emptyKeys();
    keys.focus({preventScroll: true});
  } else {
    keys.blur();
  }
}

for (const type of ['pointerdown', 'pointermove', 'pointerup', 'pointercancel']) {
  picture.addEventListener(type, event => {
    if (!view.width || openPanel) return;
    event.preventDefault();
    if (event.pointerType === 'touch') onTouch(event); else if (type !== 'pointercancel') onMouse(event);
  });
}
picture.addEventListener('contextmenu', event => event.preventDefault());
picture.addEventListener('touchend', event => event.preventDefault());
picture.addEventListener('wheel', event => {
  event.preventDefault();
  if (!view.width) return;
  const unit = event.deltaMode === 1 ? 24 : event.deltaMode === 2 ? view.height : 1;
  sendInput({do: 'wheel', ...pointOf(event), dx: event.deltaX * unit, dy: event.deltaY * unit, modifiers: modifiersOf(event)});
}, {passive: false});
