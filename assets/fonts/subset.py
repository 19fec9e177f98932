# Writes set.txt, the characters the bundled fonts hold: GB 2312, the table of
# general standard characters (8,105), punctuation and signs. See README.md.
import bz2,glob,sys
s=set()
for f in glob.glob('/usr/share/unicode/Unihan_*.bz2'):
    for l in bz2.open(f,'rt',encoding='utf8'):
        p=l.split('\t')
        if len(p)>2 and p[1]=='kTGH': s.add(chr(int(p[0][2:],16)))
# GB2312
for a in range(0xA1,0xF8):
    for b in range(0xA1,0xFF):
        try: s.add(bytes([a,b]).decode('gb2312'))
        except: pass
for r in [(0x20,0x7f),(0xa0,0x180),(0x2010,0x2040),(0x2460,0x2474),(0x3000,0x3020),(0xff00,0xfff0)]:
    for c in range(*r): s.add(chr(c))
s|=set('€￥·•—…→←↑↓✓✕○●△▲▼▽□■☆★№℃×÷±〇𫖮')
open('set.txt','w',encoding='utf8').write(''.join(sorted(s)))
print(len(s))

# Writes kai.txt, what the face of the greeting holds: whatever texts say, and signs.
k=set(chr(c) for r in [(0x20,0x7f),(0x3000,0x3020),(0xff00,0xff5f)] for c in range(*r))|set('·—…“”‘’')
for f in glob.glob('../texts/*.yaml'):
    k|=set(c for c in open(f,encoding='utf8').read() if ord(c)>=0x3400)
open('kai.txt','w',encoding='utf8').write(''.join(sorted(k)))
print(len(k))
