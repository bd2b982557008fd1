// What ASP.NET's ScriptManager does: a post-back of a control that an UpdatePanel listens to goes by fetch and replaces the panel and
// the hidden fields; any other submits the form.
function __doPostBack(target, argument) {
  const form = document.getElementById('aspnetForm');
  const panel = document.getElementById('UpdatePanel1');
  form.elements.__EVENTTARGET.value = target;
  form.elements.__EVENTARGUMENT.value = argument;
  if (!panel || !panel.dataset.triggers.split(' ').includes(target)) {
    form.submit();
    return;
  }
  const loading = document.querySelector('.loading');
  const body = new URLSearchParams(new FormData(form));
  body.set('__ASYNCPOST', 'true');
  loading.classList.add('on');
  fetch(form.action, { method: 'POST', body, headers: { 'X-MicrosoftAjax': 'Delta=true' }, credentials: 'same-origin' })
    .then((reply) => (reply.ok ? reply.text() : Promise.reject(new Error('status ' + reply.status))))
    .then((delta) => applyDelta(delta, form))
    .catch((error) => { panel.textContent = 'Sys.WebForms.PageRequestManagerServerErrorException: ' + error.message; })
    .finally(() => {
      form.elements.__EVENTTARGET.value = '';
      loading.classList.remove('on');
    });
}

// A delta is a row of "length|type|id|content|"; the length counts the content's UTF-16 units.
function applyDelta(delta, form) {
  for (let at = 0; at < delta.length;) {
    const marks = [0, 0, 0].map(() => {
      const end = delta.indexOf('|', at);
      const text = delta.slice(at, end);
      at = end + 1;
      return text;
    });
    const [length, type, id] = marks;
    const content = delta.slice(at, at + Number(length));
    at += Number(length) + 1;
    if (type === 'updatePanel') document.getElementById(id).innerHTML = content;
    if (type === 'hiddenField') form.elements[id].value = content;
    if (type === 'pageRedirect') window.location.href = content;
  }
}
