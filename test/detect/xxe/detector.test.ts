// XML that reads files and addresses or grows without bound, and XML and HTML as applications send them.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { xxe } from '../../../src/detect/xxe/detector.ts'

const find = (text: string) => xxe.find({ text, written: text, kind: 'value', place: '$', undone: [] })

test.each([
  ['<!DOCTYPE a [<!ENTITY b SYSTEM "file:///srv/x">]><a>&b;</a>', 'external-entity'],
  ['<!ENTITY % b PUBLIC "x" "http://198.51.100.9/x.dtd">', 'external-entity'],
  ["<!entity &#x25; c SYSTEM 'file:///x'>", 'external-entity'],
  ['<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>', 'entity-declaration'],
  ['<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://198.51.100.9/x.dtd"><a/>', 'external-document-type'],
  ['<!DOCTYPE a PUBLIC "-//X//Y//EN" "gopher://198.51.100.9/x"><a/>', 'external-document-type'],
  ['<!DOCTYPE a [ %b; ]>', 'parameter-entity'],
  ['<![ %b; [', 'parameter-entity'],
  ['<![CDATA[<]]>script<![CDATA[>]]>', 'markup-in-pieces'],
  ['<a xmlns:i="x"><i:include parse="text" href="/srv/x"/></a>', 'included-file'],
  ['<?xml-stylesheet type="text/xsl" href="http://198.51.100.9/x.xsl"?>', 'stylesheet-from-elsewhere'],
  ['<xsl:value-of select="document(\'x.xml\')"/>', 'stylesheet-reads'],
  ['<msxsl:script language="C#">', 'stylesheet-runs'],
  ['<image xlink:href="expect://id"/>', 'address-of-server'],
  ['a: &a [*b,*b,*b,*b,*b]', 'references-that-multiply'],
])('%s is %s', (text, shape) => expect(find(text)?.shape).toBe(shape))

test.each([
  '<?xml version="1.0" encoding="UTF-8"?><order id="7"><note>a &amp; b</note></order>',
  '<!DOCTYPE html><html lang="en"><body><p>Hello</p></body></html>',
  '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">',
  '<!DOCTYPE html SYSTEM "about:legacy-compat">',
  '<![CDATA[ 5 < 7 and <b>bold</b> ]]>',
  '<svg xmlns="http://www.w3.org/2000/svg"><use xlink:href="#icon"/></svg>',
  'key: &base [1, 2]\nother: *base',
  'an <!ENTITY is declared in a DTD, and a < b',
])('%s stays quiet', (text) => expect(find(text)).toBeNull())

test('what stands before it hides nothing, and no text makes it throw', () => {
  fc.assert(
    fc.property(fc.lorem(), fc.string(), (prose, any) => {
      expect(find(`${prose} < <!ENTITY x SYSTEM "y">`)?.shape).toBe('external-entity')
      find(`<!${any}<${any}>`)
    }),
    { numRuns: 50 },
  )
})
