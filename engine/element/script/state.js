// Whether an element is ready to be acted on, and where to click it. A check returns null when all is well, else the state in words.

class Refusal extends Error {}

class BadSelector extends Error {
  constructor(chain, message) {
    super(message);
    this.chain = chain;
  }
}

const nextFrame = () => new Promise(resolve => {
  // A page in the background draws no frames.
  const timer = setTimeout(resolve, document.hidden ? 100 : 500);
  requestAnimationFrame(() => {
    clearTimeout(timer);
    resolve();
  });
});

// Resolves soon after the document changes, and now and then without: not every change is one of the tree.
function nextChange(deadline) {
  return new Promise(resolve => {
    const observer = new MutationObserver(() => nextFrame().then(done));
    const timer = setTimeout(done, Math.max(0, Math.min(100, deadline - Date.now())));
    function done() {
      observer.disconnect();
      clearTimeout(timer);
      resolve();
    }
    observer.observe(document, {childList: true, subtree: true, attributes: true, characterData: true});
  });
}

function editableTarget(element) {
  if (element.tagName === 'LABEL' && element.control) return element.control;
  if (!element.matches('input, textarea, select') && !element.isContentEditable) {
    const label = element.closest('label');
    if (label && label.control) return label.control;
  }
  return element;
}

function checkVisible(element) {
  if (!element.isConnected) return 'element was removed from the page';
  return isVisible(element) ? null : `element ${describeElement(element)} is not visible`;
}

function checkEnabled(element) {
  return isDisabled(element) ? `element ${describeElement(element)} is disabled` : null;
}

function checkEditable(element) {
  if (element.readOnly && element.matches('input, textarea') || element.getAttribute('aria-readonly') === 'true') {
    return `element ${describeElement(element)} is read-only`;
  }
  return null;
}

function sameBox(a, b) {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

async function checkStable(element) {
  // Both looks are taken in a frame: between frames Chrome shows where an animation is expected to be at the next one.
  await nextFrame();
  const before = element.getBoundingClientRect();
  await nextFrame();
  const after = element.getBoundingClientRect();
  if (!element.isConnected) return 'element was removed from the page';
  return sameBox(before, after) ? null : `element ${describeElement(element)} is moving`;
}

// The boxes that can be clicked; display:contents has none of its own.
function clickableRects(element) {
  let rects = [...element.getClientRects()];
  if (!rects.length) {
    const range = document.createRange();
    range.selectNodeContents(element);
    rects = [...range.getClientRects()];
  }
  return rects.filter(rect => rect.width > 0 && rect.height > 0);
}

function inViewport(point) {
  return point.x >= 0 && point.y >= 0 && point.x < innerWidth && point.y < innerHeight;
}

function clickPoint(element, position) {
  const rects = clickableRects(element);
  if (!rects.length) return null;
  if (position) {
    const box = element.getBoundingClientRect();
    return {x: box.left + position.x, y: box.top + position.y};
  }
  let largestHidden = null;
  for (const rect of rects) {
    const left = Math.max(rect.left, 0);
    const right = Math.min(rect.right, innerWidth);
    const top = Math.max(rect.top, 0);
    const bottom = Math.min(rect.bottom, innerHeight);
    if (right - left >= 1 && bottom - top >= 1) return {x: (left + right) / 2, y: (top + bottom) / 2};
    largestHidden = largestHidden || {x: (rect.left + rect.right) / 2, y: (rect.top + rect.bottom) / 2};
  }
  return largestHidden;
}

function deepElementFromPoint(x, y) {
  let element = document.elementFromPoint(x, y);
  while (element && element.shadowRoot) {
    const inner = element.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === element) break;
    element = inner;
  }
  return element;
}

// What a click at the middle of `element` may hit instead: the button around a caption, the field of a label and the label of a field.
function acceptsHit(element, hit) {
  if (!hit) return false;
  if (composedContains(element, hit)) return true;
  const control = composedClosest(element, 'button, a, [role=button], [role=link]');
  if (control && composedContains(control, hit)) return true;
  const label = composedClosest(hit, 'label');
  if (label && label.control && composedContains(label.control, element)) return true;
  const ownLabel = composedClosest(element, 'label');
  return !!(ownLabel && (composedContains(ownLabel, hit) || ownLabel.control && composedContains(ownLabel.control, hit)));
}

function checkHit(element, point) {
  const hit = deepElementFromPoint(point.x, point.y);
  if (acceptsHit(element, hit)) return null;
  if (!hit) return `element ${describeElement(element)} is outside of the viewport`;
  // The outermost element that covers it without being around it says most.
  let cover = hit;
  for (let at = hit; at && !composedContains(at, element); at = composedParent(at)) cover = at;
  const part = cover === hit ? '' : ` (${describeElement(hit)})`;
  return `element ${describeElement(element)} is covered by ${describeElement(cover)}${part}`;
}

const kAlignments = [
  {block: 'nearest', inline: 'nearest'},
  {block: 'center', inline: 'center'},
  {block: 'end', inline: 'end'},
  {block: 'start', inline: 'start'},
];

function isWithinViewport(element) {
  const box = element.getBoundingClientRect();
  return box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
}

// Cycles through alignments, because what is sticky may cover the element in one of them.
function bringIntoView(element, attempt) {
  const alignment = kAlignments[attempt % kAlignments.length];
  if (element.getClientRects().length) {
    element.scrollIntoView({...alignment, behavior: 'instant'});
    return;
  }
  // display:contents has no box to scroll to.
  const rect = clickableRects(element)[0];
  if (rect && (rect.top < 0 || rect.bottom > innerHeight || rect.left < 0 || rect.right > innerWidth)) {
    scrollBy({left: rect.left - innerWidth / 2, top: rect.top - innerHeight / 2, behavior: 'instant'});
  }
}

// ---- the guard: a click that is on its way must not land on anything else ----

let guard = null;
const kGuardedEvents = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'auxclick', 'dblclick', 'contextmenu'];
const kMoves = ['pointermove', 'mousemove'];

function whyNotHere(event) {
  if (Date.now() > guard.deadline) return 'the time was up before the click arrived';
  const missed = checkHit(guard.element, {x: event.clientX, y: event.clientY});
  // What a frame of another process shows is not always where clicks go yet.
  return missed || (guard.isFrame ? `the click came to ${describeElement(guard.element)} and not to what it shows` : null);
}

function onGuardedEvent(event) {
  if (!guard || !event.isTrusted) return;
  if (Date.now() > guard.expires) {
    // Its click never came. What comes now is somebody else's.
    disarmGuard();
    return;
  }
  // A press belongs to the frame that it began in, though the page may take that away before it ends.
  if (guard.isFrame && guard.state === 'armed' && !['pointerdown', 'mousedown'].includes(event.type)) return;
  if (guard.state === 'armed') guard.state = whyNotHere(event) || 'passed';
  if (guard.state !== 'passed') {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

function onMove(event) {
  if (guard && event.isTrusted) guard.moved = true;
}

function armGuard(element, deadline, point) {
  disarmGuard();
  guard = {element, deadline, point, state: 'armed', expires: Math.min(deadline, Date.now() + 30000) + 2000};
  for (const name of kGuardedEvents) addEventListener(name, onGuardedEvent, {capture: true, passive: false});
  for (const name of kMoves) addEventListener(name, onMove, {capture: true});
}

// In the document around a frame: what is meant for the frame's document must not come here.
function armGuardAround(owner, deadline) {
  armGuard(owner, deadline, null);
  guard.isFrame = true;
}

// null: the click went where it should (or nothing of it was seen here); else why it was stopped.
function disarmGuard() {
  const state = guard && guard.state;
  guard = null;
  for (const name of kGuardedEvents) removeEventListener(name, onGuardedEvent, {capture: true});
  for (const name of kMoves) removeEventListener(name, onMove, {capture: true});
  return !state || state === 'armed' || state === 'passed' ? null : state;
}

// Whether the mouse, having been moved to the guarded point, has come to this document. A page may keep the event from us; then what it
// is over tells.
async function mouseArrived() {
  for (let look = 0; look < 2; ++look) {
    if (!guard || guard.moved) return !!guard;
    const hit = deepElementFromPoint(guard.point.x, guard.point.y);
    if (hit && hit.matches(':hover')) return true;
    await nextFrame();
  }
  return false;
}
