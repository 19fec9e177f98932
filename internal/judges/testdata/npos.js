'use strict';
// Splits a printer stream with npos and prints what it holds, as JSON: the
// names of the commands in order, the lines of text, and the names of fences.
// Pictures go into one PNG, placed as ESC a and ESC J say.
//
//   node npos.js FOLDER-WITH-NODE_MODULES STREAM PNG WIDTH
const {createRequire} = require('module');
const fs = require('fs');
const [folder, stream, png, width] = process.argv.slice(2);
const load = createRequire(folder + '/package.json');
const npos = load('npos');
const iconv = load('iconv-lite');
const {PNG} = load('pngjs');

const rules = load('npos/lib/parser/rules');
rules[load('npos/lib/parser/symbols').GS]['(k'] = [0, 'd16']; // QR codes, which npos does not know
const raw = fs.readFileSync(stream);
const ast = npos.parser(rules).analyze(raw);
if (ast.error) {
  console.error(String(ast.error));
  process.exit(1);
}
const out = {commands: [], lines: [], fences: [], end: 0};
const rows = [];
let align = 0;
for (const node of ast.tree) {
  const bytes = raw.subarray(node.offset, node.offset + node.length);
  out.end = node.offset + node.length;
  if (node.ascii === 'STX') {
    out.lines.push(...iconv.decode(bytes, 'gbk').split('\n').slice(0, -1));
    continue;
  }
  const name = node.ascii + ' ' + node.fn;
  out.commands.push(name);
  if (name === 'ESC a') align = bytes[2];
  if (name === 'ESC J') for (let i = 0; i < bytes[2]; i++) rows.push(null);
  if (name === 'GS (H') out.fences.push(bytes.subarray(7, 11).toString('latin1'));
  if (name === 'GS v0') {
    const stride = bytes.readUInt16LE(4), height = bytes.readUInt16LE(6);
    for (let y = 0; y < height; y++) {
      rows.push({align, data: bytes.subarray(8 + y * stride, 8 + (y + 1) * stride)});
    }
  }
}
const margin = 40, w = Number(width);
const picture = new PNG({width: w + 2 * margin, height: rows.length + 2 * margin});
picture.data.fill(255);
rows.forEach((row, y) => {
  if (!row) return;
  const left = margin + Math.floor((w - row.data.length * 8) * row.align / 2);
  for (let x = 0; x < row.data.length * 8; x++) {
    if (row.data[x >> 3] & (0x80 >> (x & 7))) {
      picture.data.fill(0, 4 * ((y + margin) * picture.width + left + x), 4 * ((y + margin) * picture.width + left + x) + 3);
    }
  }
});
fs.writeFileSync(png, PNG.sync.write(picture));
console.log(JSON.stringify(out));
