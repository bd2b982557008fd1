// The one entry: finds, waits, acts, and reports. `deadline` is wall-clock time in milliseconds; nothing is done after it.

const slots = new Map();
let lastActedOn = null;
let lastFailure = null;

function reportSeveral(elements) {
  const shown = elements.slice(0, 5).map(element => `${suggestSelector(element)} ${describeElement(element)}`);
  return `${elements.length} elements match: ${shown.join('; ')}${elements.length > 5 ? '; …' : ''}`;
}

function notFound(request) {
  const count = request.chains.length;
  const what = count === 1 ? 'no element matches' : `no element matches any of ${count} selectors`;
  const closest = closestElements(request.chains);
  lastFailure = {found: [], closest};
  return what + (closest.length ? `; closest: ${closest.map(suggestSelector).join(', ')}` : '');
}

const kReady = {
  click: [checkVisible, checkEnabled],
  check: [checkEnabled],
  hover: [checkVisible],
  fill: [checkVisible, checkEnabled, checkEditable],
  focus: [checkVisible],
  select: [checkVisible, checkEnabled],
  box: [checkVisible],
};

// Ready for the mouse: the point, in this frame's viewport. Or the state in words.
async function aim(element, request, attempt) {
  if (request.force) {
    bringIntoView(element, attempt);
  } else {
    const moving = await checkStable(element);
    if (moving) return moving;
    const rects = clickableRects(element);
    if (attempt > 0 || !rects.length || !isWithinViewport(element)) {
      bringIntoView(element, attempt);
      await nextFrame();
    }
  }
  const point = clickPoint(element, request.position);
  if (!point) return `element ${describeElement(element)} has no size`;
  if (!inViewport(point)) return `element ${describeElement(element)} is outside of the viewport`;
  const covered = request.force ? null : checkHit(element, point);
  return covered || point;
}

// One attempt at the action on the element. Returns {value} when done, {state} when it must be tried again.
async function act(element, request, attempt) {
  const target = request.action === 'fill' || request.action === 'select' ? editableTarget(element) :
    request.action === 'check' ? checkable(element) : element;
  if (!request.force) {
    for (const check of kReady[request.action] || []) {
      const state = check(target);
      if (state) return {state};
    }
  }
  lastActedOn = target;
  switch (request.action) {
    case 'click':
    case 'hover':
    case 'check': {
      let clicked = target;
      if (request.action === 'check') {
        const now = checkedState(target);
        if (now === String(request.checked)) return {value: {done: true}};
        if (target.type === 'radio' && !request.checked) throw new Refusal('a radio button cannot be unchecked; check another one');
        clicked = clickableFor(target);
        const hidden = request.force ? null : checkVisible(clicked);
        if (hidden) return {state: hidden};
      }
      const aimed = await aim(clicked, request, attempt);
      if (typeof aimed === 'string') return {state: aimed};
      if (request.expired()) return {state: 'the time was up'};
      disarmGuard();
      if (!request.force && !request.trial && request.action !== 'hover') armGuard(clicked, request.deadline, aimed);
      return {value: {point: aimed}};
    }
    case 'checked': return {value: {checked: checkedState(checkable(element)) === 'true'}};
    case 'enabled': return {value: {enabled: !isDisabled(editableTarget(element))}};
    case 'fill': fillElement(target, request.value); return {value: {}};
    case 'focus':
      focusElement(element);
      if (request.slot) slots.set(request.slot, editableTarget(element));
      return {value: {}};
    case 'select': {
      const state = selectOptions(target, request.options);
      return state ? {state} : {value: {}};
    }
    case 'slot': {
      const field = editableTarget(element);
      if (field.tagName !== 'INPUT' || field.type !== 'file') throw new Refusal(`${describeElement(field)} is not an <input type=file>`);
      if (request.count > 1 && !field.multiple) throw new Refusal(`${describeElement(field)} takes one file, not ${request.count}`);
      slots.set(request.slot, field);
      return {value: {}};
    }
    case 'frame': {
      if (!['IFRAME', 'FRAME', 'OBJECT', 'EMBED'].includes(element.tagName)) throw new Refusal(`${describeElement(element)} is not an iframe`);
      slots.set(request.slot, element);
      return {value: {}};
    }
    case 'text': return {value: {text: element.textContent || ''}};
    case 'inner_text': return {value: {text: element.innerText === undefined ? element.textContent : element.innerText}};
    case 'value': {
      const field = editableTarget(element);
      if (!('value' in field)) throw new Refusal(`${describeElement(field)} has no value`);
      return {value: {text: String(field.value)}};
    }
    case 'attribute': return {value: {text: element.getAttribute(request.name)}};
    case 'box': {
      if (request.scroll) {
        const moving = await checkStable(element);
        if (moving) return {state: moving};
        if (!isWithinViewport(element)) bringIntoView(element, 0);
        await nextFrame();
      }
      const box = element.getBoundingClientRect();
      return {value: {x: box.x, y: box.y, width: box.width, height: box.height, innerWidth, innerHeight, scrollX, scrollY}};
    }
    case 'visible':
    case 'attached': {
      const state = request.action === 'visible' ? checkVisible(element) : null;
      return state ? {state} : {value: {}};
    }
  }
  throw new Refusal(`unknown action ${request.action}`);
}

// Questions about all matches, answered at once or, for absence, waited for.
function observe(request) {
  const {chain, elements} = queryChains(request.chains);
  switch (request.action) {
    case 'count': return {chain, value: {count: elements.length}};
    case 'is_visible': return {chain, value: {visible: elements.length > 0 && isVisible(elements[0])}};
    case 'all_inner_texts': return {chain, value: {texts: elements.map(element => element.innerText === undefined ? element.textContent : element.innerText)}};
    case 'detached': return elements.length ? {chain, state: `element ${describeElement(elements[0])} is still in the page`} : {chain, value: {}};
    case 'hidden': {
      const shown = elements.find(isVisible);
      return shown ? {chain, state: `element ${describeElement(shown)} is still visible`} : {chain, value: {}};
    }
  }
  return null;
}

async function attemptOnce(request, attempt) {
  const observed = observe(request);
  if (observed) return observed;
  const {chain, elements} = queryChains(request.chains);
  if (!elements.length) return {kind: 'not_found', chain, state: null};
  lastFailure = {found: elements, closest: []};
  if (elements.length > 1) return {kind: 'not_unique', chain, final: true, state: reportSeveral(elements)};
  // Our world has the origin of its document, and the page cannot change what we read here.
  if (request.origins && !request.origins.includes(self.origin)) return {kind: 'foreign', chain, final: true, state: self.origin};
  const result = await act(elements[0], request, attempt);
  if (result.value) lastFailure = null;
  return {kind: 'not_actionable', chain, element: describeElement(elements[0]), ...result};
}

async function run(request) {
  testIdAttribute = request.testIdAttribute;
  request.deadline = request.deadline === null ? Infinity : request.deadline;
  request.expired = () => Date.now() >= request.deadline;
  for (let attempt = 0; ; ++attempt) {
    let result;
    try {
      // One look is always allowed, so that the error can say what was there; acting after the deadline is not.
      if (attempt === 0 && request.expired() && !observe(request)) {
        return {kind: 'not_actionable', chain: 0, state: 'the time was up before the page could be asked'};
      }
      result = await attemptOnce(request, attempt);
    } catch (error) {
      if (error instanceof Refusal) return {kind: 'refused', chain: 0, state: error.message};
      if (error instanceof BadSelector) return {kind: 'bad_selector', chain: error.chain, state: error.message};
      throw error;
    }
    if (result.value || result.final) return result;
    if (request.expired() || request.once) {
      if (result.kind === 'not_found') result.state = notFound(request);
      return result;
    }
    await nextChange(request.deadline);
    if (request.expired()) {
      if (result.kind === 'not_found') result.state = notFound(request);
      return result;
    }
  }
}

// The same point in the parent frame's viewport, for the owner element of the frame that it was found in. Affine transforms keep the
// middle of a box in the middle of its bounding rectangle, so only their linear part is needed.
function pointThroughFrame(owner, point, force) {
  // Offsets and paddings are told as they were before CSS zoom, boxes as they are after it.
  const zoom = owner.currentCSSZoom || 1;
  let a = zoom, b = 0, c = 0, d = zoom;
  for (let at = owner; at; at = composedParent(at)) {
    const style = getComputedStyle(at);
    let linear = new DOMMatrix();
    if (style.rotate && style.rotate !== 'none') linear = linear.multiply(new DOMMatrix(`rotate(${style.rotate})`));
    if (style.scale && style.scale !== 'none') linear = linear.multiply(new DOMMatrix(`scale(${style.scale.split(' ').join(',')})`));
    if (style.transform && style.transform !== 'none') linear = linear.multiply(new DOMMatrix(style.transform));
    [a, b, c, d] = [linear.a * a + linear.c * b, linear.b * a + linear.d * b, linear.a * c + linear.c * d, linear.b * c + linear.d * d];
  }
  const style = getComputedStyle(owner);
  const left = owner.clientLeft + parseFloat(style.paddingLeft);
  const top = owner.clientTop + parseFloat(style.paddingTop);
  const dx = left + point.x - owner.offsetWidth / 2;
  const dy = top + point.y - owner.offsetHeight / 2;
  const middle = () => {
    const box = owner.getBoundingClientRect();
    return {x: box.x + box.width / 2 + a * dx + c * dy, y: box.y + box.height / 2 + b * dx + d * dy};
  };
  let mapped = middle();
  if (!inViewport(mapped)) {
    owner.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
    mapped = middle();
    if (!inViewport(mapped)) {
      // The iframe is larger than the viewport: bring the point itself into the middle.
      scrollBy({left: mapped.x - innerWidth / 2, top: mapped.y - innerHeight / 2, behavior: 'instant'});
      mapped = middle();
    }
    if (!inViewport(mapped)) return {state: `the frame ${describeElement(owner)} is outside of the viewport`};
  }
  const covered = force ? null : checkHit(owner, mapped);
  return covered ? {state: covered} : {point: mapped, scrollX, scrollY};
}

// Whether the browser can read what it was given: a file of another user fails here and not in the middle of the upload.
async function unreadableFiles(field) {
  const names = [];
  for (const file of field.files) {
    try {
      await file.slice(0, 1).arrayBuffer();
    } catch (error) {
      names.push(file.name);
    }
  }
  return names;
}

async function waitForPointThroughFrame(owner, point, options, deadline) {
  const end = deadline === null ? Infinity : deadline;
  for (;;) {
    const result = pointThroughFrame(owner, point, options.force);
    if (result.point && options.guard) armGuardAround(owner, end);
    if (result.point || Date.now() >= end) return result;
    await nextChange(end);
  }
}

const api = {
  run,
  pointThroughFrame: waitForPointThroughFrame,
  nextFrame,
  ping: () => true,
  disarmGuard,
  mouseArrived,
  unreadableInSlot: slot => unreadableFiles(slots.get(slot)),
  probeFileField(slot) {
    const field = document.createElement('input');
    field.type = 'file';
    field.multiple = true;
    slots.set(slot, field);
    return field;
  },
  visibleFields,
  chooseOption,
  showFocusedField,
  cornerOfFrame,
  slot: name => slots.get(name),
  typeInSlot(slot, text, origins) {
    const element = slots.get(slot);
    slots.delete(slot);
    return typeHere(element, text, origins);
  },
  forget: name => slots.delete(name),
  snapshot,
  nameFrame: (owner, id) => {
    frameNames.set(owner, id);
  },
  outlineFailure,
  removeOutline,
  outline: chains => outlineElements(queryChains(chains).elements, []),
  coverSecrets,
  uncoverSecrets,
};
