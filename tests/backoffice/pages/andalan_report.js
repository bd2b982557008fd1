const report = document.getElementById('report');
const [start, end] = report.querySelectorAll('input.date');
const processing = report.querySelector('.dataTables_processing');
const preview = document.getElementById('preview');
let asked = 0;

function isDate(text) {
  return /^(\d{2}\/\d{2}\/\d{4}|\d{4}-\d{2}-\d{2})$/.test(text);
}

function period() {
  return new URLSearchParams({ start: start.value, end: end.value });
}

async function refresh() {
  if (!isDate(start.value) || !isDate(end.value)) return;
  const mine = ++asked;
  processing.hidden = false;
  const reply = await fetch(`${report.dataset.path}/data?${period()}`);
  if (reply.redirected) location.reload();
  const rows = await reply.text();
  if (mine !== asked) return;
  preview.innerHTML = rows;
  processing.hidden = true;
}

for (const field of [start, end]) {
  // The typed dates are followed key by key; date inputs tell when they have changed.
  field.addEventListener(field.type === 'date' ? 'change' : 'keyup', refresh);
}
report.querySelector('.expot-pdf')?.addEventListener('click', () => {
  location.href = `${report.dataset.path}/export-pdf?${period()}`;
});
