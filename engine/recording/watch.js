// Watches what a person does in this frame and reports it through the binding, one action at a time. Runs in our own world from the
// document's beginning; the page cannot see it, change it or call it. The content of a secret's field is never read.

const kClickable = 'a, area, button, summary, label, input, select, textarea, option, [contenteditable], [onclick], [tabindex], ' +
  '[role=button], [role=link], [role=menuitem], [role=menuitemcheckbox], [role=menuitemradio], [role=tab], [role=option], [role=checkbox], ' +
  '[role=switch], [role=radio], [role=treeitem], [role=gridcell]';
const kSecretWords = /pass(word|wd|code|phrase)?\b|pwd|\bm?pin\b|\botp\b|\btotp\b|one.?time|\bcvv|\bcvc|secret|token|api.?key/i;
const kTypedTypes = new Set(['text', 'search', 'email', 'tel', 'url', 'number', 'password', 'date', 'time', 'month', 'week', 'datetime-local', 'color', 'range']);

const changed = new Set();
const everSecret = new WeakSet();
let enterInField = false;

function report(action) {
  nightporterUserAction(JSON.stringify(action));
}

function targetOf(event) {
  const target = event.composedPath()[0];
  return target && target.nodeType === Node.ELEMENT_NODE ? target : null;
}

function isTypedInto(element) {
  return element.tagName === 'TEXTAREA' || element.isContentEditable || (element.tagName === 'INPUT' && kTypedTypes.has(element.type));
}

function namesOf(element) {
  const names = ['id', 'name', 'autocomplete', 'placeholder', 'title', 'aria-label'].map(name => element.getAttribute(name));
  return [...names, ...labelTexts(element).map(normalise)].filter(Boolean).map(name => name.slice(0, 100));
}

// Also one that shows its content for the moment, because its page has a button for that.
function isSecret(element) {
  const secret = element.type === 'password' || /password|one-time-code/.test(element.autocomplete || '') ||
    getComputedStyle(element).webkitTextSecurity !== 'none' || namesOf(element).some(name => kSecretWords.test(name));
  if (secret) everSecret.add(element);
  return everSecret.has(element);
}

function describe(kind, element) {
  return {
    kind, selectors: element ? selectorsOf(element) : [], element: element ? describeElement(element) : '',
    names: element ? namesOf(element) : [], type: element && element.type ? String(element.type) : '',
  };
}

function editingHost(element) {
  let host = element;
  while (host.parentElement && host.parentElement.isContentEditable) host = host.parentElement;
  return host;
}

function reportField(element) {
  changed.delete(element);
  if (!element.isConnected) return;
  const action = describe('fill', element);
  action.widget = element.getAttribute('role') === 'combobox' || element.hasAttribute('aria-autocomplete');
  if (isSecret(element)) {
    action.secret = true;
    action.length = (element.value || '').length;
  } else {
    action.value = element.isContentEditable ? element.innerText : element.value;
  }
  report(action);
}

// What was typed so far, before something else is done.
function reportFields() {
  for (const element of [...changed]) reportField(element);
}

function onInput(event) {
  const target = targetOf(event);
  if (!event.isTrusted || !target) return;
  const element = target.isContentEditable ? editingHost(target) : target;
  if (!isTypedInto(element)) return;
  isSecret(element);
  changed.add(element);
}

function onChange(event) {
  const element = targetOf(event);
  if (!event.isTrusted || !element) return;
  if (element.tagName === 'SELECT') {
    reportFields();
    const action = describe('select', element);
    action.options = [...element.selectedOptions].map(option => normalise(option.label));
    action.values = [...element.selectedOptions].map(option => option.value);
    report(action);
  } else if (element.type === 'checkbox' || element.type === 'radio') {
    reportFields();
    report(describe(element.checked ? 'check' : 'uncheck', element));
  } else if (element.type === 'file') {
    reportFields();
    const action = describe('upload', element);
    action.options = [...element.files].map(file => file.name);
    report(action);
  } else if (isTypedInto(element) && changed.has(element)) {
    reportField(element);
  }
}

function clickedElement(target) {
  for (let at = target; at; at = composedParent(at)) {
    if (at.matches(kClickable)) return at;
  }
  // A script may listen anywhere, but not to a click on the room between things.
  return target.childElementCount === 0 || getComputedStyle(target).cursor === 'pointer' ? target : document.body;
}

// The click itself says nothing: another event tells what it did, or it only put the cursor somewhere.
function isToldOtherwise(element) {
  if (element === document.documentElement || element === document.body) return true;
  if (element.tagName === 'LABEL') return !!element.control;
  if (['SELECT', 'OPTION'].includes(element.tagName)) return true;
  if (element.tagName === 'INPUT' && ['checkbox', 'radio', 'file'].includes(element.type)) return true;
  return isTypedInto(element) && !element.readOnly && !element.disabled && !element.getAttribute('onclick');
}

function onClick(event) {
  const target = targetOf(event);
  if (!event.isTrusted || !target) return;
  const element = clickedElement(target);
  // Enter in a field also clicks the form's button, without a pointer.
  const byEnter = event.detail === 0 && enterInField;
  if (byEnter || isToldOtherwise(element)) return;
  reportFields();
  const action = describe('click', element);
  action.button = event.button;
  report(action);
}

function onDoubleClick(event) {
  const target = targetOf(event);
  if (!event.isTrusted || !target) return;
  const element = clickedElement(target);
  if (!isToldOtherwise(element)) report(describe('dblclick', element));
}

function onKeyDown(event) {
  const target = targetOf(event);
  if (!event.isTrusted || !target || event.isComposing) return;
  enterInField = false;
  const field = isTypedInto(target);
  const combo = target.getAttribute('role') === 'combobox' || target.hasAttribute('aria-autocomplete') || !!target.list;
  const modifiers = [['Control', event.ctrlKey], ['Alt', event.altKey], ['Meta', event.metaKey]].filter(([, held]) => held).map(([name]) => name);
  const multiline = target.tagName === 'TEXTAREA' || target.isContentEditable;
  let told = event.key === 'Escape' || (event.key === 'Enter' && (modifiers.length > 0 || (field && !multiline) || target === document.body));
  told = told || (/^(Arrow|Page|Home|End)/.test(event.key) && (combo || (!field && !['SELECT', 'INPUT'].includes(target.tagName) && target !== document.body)));
  if (!told) return;
  if (event.key === 'Enter' && field) enterInField = true;
  reportFields();
  const action = describe('press', target === document.body || event.key === 'Escape' ? null : target);
  action.key = [...modifiers, event.key].join('+');
  report(action);
}

function startWatching() {
  const listen = (name, listener) => addEventListener(name, listener, {capture: true, passive: true});
  listen('input', onInput);
  listen('change', onChange);
  listen('click', onClick);
  listen('auxclick', onClick);
  listen('dblclick', onDoubleClick);
  listen('keydown', onKeyDown);
  listen('mousedown', () => { enterInField = false; });
  listen('submit', reportFields);
  listen('pagehide', reportFields);
  report({kind: 'watching'});
}

api.selectorsOf = selectorsOf;
startWatching();
