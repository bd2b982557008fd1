// What is done to an element in the page itself. Each takes a ready element; it throws Refusal when waiting would not help.

const kTextTypes = new Set(['', 'text', 'email', 'password', 'search', 'tel', 'url', 'number']);
const kValueTypes = new Set(['date', 'time', 'month', 'week', 'datetime-local', 'range', 'color']);
const kFormats = {
  date: '2025-11-12', time: '14:30', month: '2025-11', week: '2025-W46', 'datetime-local': '2025-11-12T14:30', range: '12', color: '#rrggbb',
};

function announce(element, names) {
  for (const name of names) {
    element.dispatchEvent(name === 'input' ?
      new InputEvent('input', {bubbles: true, composed: true, inputType: 'insertReplacementText'}) : new Event(name, {bubbles: true}));
  }
}

function fillElement(element, value) {
  const name = describeElement(element);
  if (element.isContentEditable) {
    element.focus();
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    // Editors listen to what a person's typing causes; execCommand causes the same.
    if (!(value ? document.execCommand('insertText', false, value) : document.execCommand('delete')) && element.textContent !== value) {
      element.textContent = value;
      announce(element, ['input']);
    }
    return;
  }
  if (!element.matches('input, textarea')) {
    throw new Refusal(`${name} cannot be filled: it is neither an <input>, nor a <textarea>, nor editable` +
      (element.tagName === 'SELECT' ? '; use select_option' : ''));
  }
  const type = element.tagName === 'TEXTAREA' ? 'text' : element.type;
  if (!kTextTypes.has(type) && !kValueTypes.has(type)) {
    throw new Refusal(`${name} cannot be filled` +
      (type === 'checkbox' || type === 'radio' ? '; use check' : type === 'file' ? '; use upload' : ''));
  }
  const wanted = kValueTypes.has(type) || type === 'number' ? value.trim() : value;
  const single = element.tagName === 'INPUT' ? wanted.replace(/[\r\n]/g, '') : wanted.replace(/\r\n?/g, '\n');
  if (element.maxLength >= 0 && single.length > element.maxLength && kTextTypes.has(type) && type !== 'number') {
    throw new Refusal(`${name} takes at most ${element.maxLength} characters`);
  }
  // A probe, so that a value that is refused leaves the field as it was.
  const probe = element.tagName === 'INPUT' ? element.cloneNode(false) : null;
  if (probe) {
    probe.value = single;
    const same = type === 'color' ? probe.value === single.toLowerCase() : type === 'range' ? Number(probe.value) === Number(single) :
      type === 'datetime-local' ? probe.value === single.replace(' ', 'T') : type === 'email' || probe.value === single;
    if (!same) {
      throw new Refusal(type === 'number' ? `${name} takes numbers only` :
        `${name} does not take this value; it wants ${kFormats[type] ? 'the form ' + kFormats[type] : 'another form'}` +
        (type === 'range' ? ` from ${element.min || 0} to ${element.max || 100}` : ''));
    }
  }
  element.focus();
  if (element.value !== single) element.value = single;
  announce(element, ['input', 'change']);
}

function optionIndex(select, wanted) {
  const options = [...select.options];
  if (wanted.value !== undefined) {
    const at = options.findIndex(option => option.value === wanted.value);
    return at;
  }
  if (wanted.label !== undefined) return options.findIndex(option => normalise(option.label) === normalise(wanted.label));
  return wanted.index < options.length ? wanted.index : -1;
}

function describeOption(wanted) {
  return wanted.value !== undefined ? `value "${wanted.value}"` : wanted.label !== undefined ? `label "${wanted.label}"` : `index ${wanted.index}`;
}

// Returns the state in words when an option is not there yet or cannot be chosen yet.
function selectOptions(select, wanted) {
  if (select.tagName !== 'SELECT') throw new Refusal(`${describeElement(select)} is not a <select>`);
  if (wanted.length > 1 && !select.multiple) throw new Refusal(`${describeElement(select)} takes one option, not ${wanted.length}`);
  const chosen = [];
  for (const match of wanted) {
    const at = optionIndex(select, match);
    if (at < 0) {
      const labels = [...select.options].slice(0, 8).map(option => `"${normalise(option.label)}"`).join(', ');
      return `${describeElement(select)} has no option with ${describeOption(match)}; it has ${labels || 'none'}`;
    }
    if (isDisabled(select.options[at])) return `the option with ${describeOption(match)} is disabled`;
    chosen.push(select.options[at]);
  }
  select.focus();
  if (!select.multiple && chosen.length) {
    select.value = undefined;
    chosen[0].selected = true;
  } else {
    for (const option of select.options) option.selected = chosen.includes(option);
  }
  announce(select, ['input', 'change']);
  return null;
}

// Where check() must look: the checkbox itself, or that of the label.
function checkable(element) {
  const target = editableTarget(element);
  const native = target.tagName === 'INPUT' && ['checkbox', 'radio'].includes(target.type);
  const role = roleOf(target);
  if (!native && !['checkbox', 'radio', 'switch', 'menuitemcheckbox', 'menuitemradio'].includes(role)) {
    throw new Refusal(`${describeElement(element)} is neither a checkbox nor a radio button`);
  }
  return target;
}

// Designers hide the checkbox and draw the label.
function clickableFor(target) {
  if (isVisible(target)) {
    const box = target.getBoundingClientRect();
    if (box.width > 1 && box.height > 1 && getComputedStyle(target).opacity !== '0') return target;
  }
  const label = target.labels && [...target.labels].find(isVisible);
  return label || target;
}

function focusedHere() {
  let focused = document.activeElement;
  while (focused && focused.shadowRoot && focused.shadowRoot.activeElement) focused = focused.shadowRoot.activeElement;
  return focused;
}

function typeCharacter(target, character) {
  const options = {key: character, bubbles: true, cancelable: true, composed: true};
  const taken = target.dispatchEvent(new KeyboardEvent('keydown', options)) && target.dispatchEvent(new KeyboardEvent('keypress', options));
  if (taken) document.execCommand('insertText', false, character);
  (focusedHere() || target).dispatchEvent(new KeyboardEvent('keyup', options));
}

// Types into `element`, and into what the page moves the focus to meanwhile (boxes of one digit), but never outside of this document.
// Returns {done}, or {state} before anything was typed, or {state, partly} after that.
async function typeHere(element, text, origins) {
  if (!element || !origins.includes(self.origin)) return {state: 'the page was navigating'};
  if (focusedHere() !== element) element.focus();
  let partly = false;
  for (const character of text) {
    const target = focusedHere();
    if (!target || target === document.body || ['IFRAME', 'FRAME', 'OBJECT', 'EMBED'].includes(target.tagName)) {
      return {state: `the focus went from ${describeElement(element)} to ${target ? describeElement(target) : 'nothing'}`, partly};
    }
    typeCharacter(target, character);
    partly = true;
    await new Promise(next => setTimeout(next));  // handlers that move the focus often do so a moment later
  }
  return {done: true};
}

function focusElement(element) {
  const target = editableTarget(element);
  target.focus({preventScroll: false});
  const root = target.getRootNode();
  if (root.activeElement !== target) throw new Refusal(`${describeElement(target)} cannot have the focus`);
}
