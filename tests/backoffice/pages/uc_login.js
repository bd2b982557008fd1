const passwordForm = document.getElementById('password-form');
const codeForm = document.getElementById('code-form');
const message = document.getElementById('message');

async function send(path, form) {
  message.textContent = '';
  const reply = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify(Object.fromEntries(new FormData(form))),
  });
  const answer = await reply.json();
  if (!reply.ok) {
    message.textContent = answer.message;
  } else if (answer.otp_required) {
    passwordForm.hidden = true;
    codeForm.hidden = false;
    document.getElementById('explanation').textContent = 'We sent a one-time code to your phone, since this device is new.';
    codeForm.elements.otp.focus();
  } else {
    location.href = '/dashboard';
  }
}

passwordForm.addEventListener('submit', (event) => {
  event.preventDefault();
  send('/api/v1/auth/login', passwordForm);
});
codeForm.addEventListener('submit', (event) => {
  event.preventDefault();
  send('/api/v1/auth/verify', codeForm);
});
