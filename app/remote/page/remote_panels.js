// What stands around and above the picture: address, time left, lists, dialogs, notices, the end.

let fields = [];
let openPanel = null;

function show(id, isShown) {
  byId(id).toggleAttribute('hidden', !isShown);
}

function openSheet(id) {
  openPanel = id;
  show('veil', true);
  show(id, true);
}

function closeSheet() {
  if (openPanel) show(openPanel, false);
  show('veil', false);
  openPanel = null;
  focusKeys();
}

// ---- address and time

listeners.page = message => {
  let host = message.title || '…';
  let isSecure = false;
  try {
    const url = new URL(message.url);
    host = url.host || message.title || url.protocol;
    isSecure = url.protocol === 'https:';
  } catch (error) {
    // about:blank and its kind have no host
  }
  byId('host').textContent = message.popup ? `${host} (new window)` : host;
  byId('address').title = message.url;
  byId('address').classList.toggle('open', !isSecure);
};

listeners.time = message => {
  const minutes = Math.ceil(message.left / 60);
  byId('left').textContent = minutes <= 1 ? 'less than a minute left' : `${minutes} min left`;
  byId('left').classList.toggle('soon', minutes <= 3);
  show('left', true);
};

// ---- lists: Chrome shows those of a page in a window of its own, which is not in the picture

function openChoices(field) {
  const list = byId('options');
  list.replaceChildren();
  byId('choices-title').textContent = field.label || 'Choose';
  let group = '';
  field.options.forEach((option, index) => {
    if (option.group !== group) {
      group = option.group;
      const caption = document.createElement('p');
      caption.textContent = group;
      list.append(caption);
    }
    const button = document.createElement('button');
    button.type = 'button';
    button.role = 'option';
    button.textContent = option.text || '\u00a0';
    button.disabled = option.disabled;
    button.ariaSelected = String(index === field.selected);
    button.onclick = () => {
      sendInput({do: 'choose', frame: field.frame, field: field.number, option: index});
      field.selected = index;
      closeSheet();
    };
    list.append(button);
  });
  openSheet('choices');
  (list.querySelector('[aria-selected="true"]') || list.querySelector('button'))?.focus();
}

byId('options').onkeydown = event => {
  const buttons = [...byId('options').querySelectorAll('button:not(:disabled)')];
  const at = buttons.indexOf(document.activeElement);
  const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1}[event.key];
  if (to === undefined) return;
  event.preventDefault();
  buttons[Math.max(0, Math.min(buttons.length - 1, to))]?.focus();
};
byId('choose-nothing').onclick = closeSheet;
byId('veil').onclick = () => { if (openPanel === 'choices') closeSheet(); };

// ---- dialogs of the page

listeners.dialog = message => {
  if (!message.open) {
    if (openPanel === 'question') closeSheet();
    return;
  }
  if (openPanel) closeSheet();
  byId('question-text').textContent = message.message;
  byId('question-answer').value = message.prompt;
  show('question-answer', message.kind === 'prompt');
  show('question-no', message.kind !== 'alert');
  openSheet('question');
  byId(message.kind === 'prompt' ? 'question-answer' : 'question-yes').focus();
};

function answer(accept) {
  sendInput({do: 'dialog', accept, text: byId('question-answer').value});
  closeSheet();
}
byId('question-yes').onclick = () => answer(true);
byId('question-no').onclick = () => answer(false);
byId('question-answer').onkeydown = event => { if (event.key === 'Enter') answer(true); };

document.addEventListener('keydown', event => {
  if (event.key !== 'Escape' || !openPanel) return;
  event.preventDefault();
  event.stopPropagation();
  if (openPanel === 'question') answer(byId('question-no').hidden); else closeSheet();
}, true);

// ---- notices and the end

let noticeTimer = 0;

listeners.notice = message => {
  byId('notice').textContent = message.text;
  show('notice', true);
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => show('notice', false), 6000);
};

listeners.end = message => {
  isOver = true;
  if (openPanel) closeSheet();
  byId('keys').blur();
  setState('over');
  show('end-thanks', message.kind === 'thanks');
  show('end-over', message.kind !== 'thanks');
  byId('end-title').textContent = message.title;
  byId('end-text').textContent = message.text;
  show('end', true);
  document.title = message.title;
};
