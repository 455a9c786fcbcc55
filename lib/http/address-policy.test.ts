import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refuseAddress, refuseUrl, type AddressPolicy } from './address-policy.ts'

const open: AddressPolicy = { loopback: false, allow: [] }
const local: AddressPolicy = { loopback: true, allow: [] }

function refusal(url: string, policy: AddressPolicy): string | null {
  return refuseUrl(new URL(url), policy)
}

const loopbackSpellings = [
  'http://127.0.0.1/',
  'http://0x7f.1/',
  'http://2130706433/',
  'http://0177.0.0.1/',
  'http://127.1/',
  'http://①②⑦.⓪.⓪.①/',
  'http://[::1]/',
  'http://[::ffff:7f00:1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::7f00:1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://localhost/',
  'http://LOCALHOST./',
  'http://localhost../',
  'http://a.localhost/',
]

test('every spelling of loopback is refused while the app listens elsewhere', () => {
  for (const url of loopbackSpellings) assert.match(refusal(url, open) ?? 'let through', /loopback/, url)
})

test('loopback is not opened by the allow-list', () => {
  const policy = { loopback: false, allow: ['127.0.0.1', '127.0.0.0/8', 'localhost', '::1'] }
  for (const url of loopbackSpellings) assert.notEqual(refusal(url, policy), null, url)
})

test('loopback is reached while the app listens on loopback', () => {
  for (const url of ['http://127.0.0.1:9/', 'http://2130706433/', 'http://[::1]/', 'http://localhost./']) {
    assert.equal(refusal(url, local), null, url)
  }
})

test('metadata services are refused whatever the allow-list says', () => {
  const allow = [
    '169.254.169.254',
    '169.254.0.0/16',
    '0.0.0.0/0',
    '::/0',
    'metadata.google.internal',
    '100.100.100.200',
  ]
  for (const url of [
    'http://169.254.169.254/latest/meta-data',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://169.254.170.2/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[2002:a9fe:a9fe::]/',
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/',
    'http://[fd00:0ec2:0::0254]/',
    'http://100.100.100.200/',
    'http://metadata.google.internal/',
    'http://METADATA.google.internal./',
    'http://metadata/',
  ]) {
    assert.match(refusal(url, { loopback: true, allow }) ?? 'let through', /metadata/, url)
  }
})

test('private ranges are refused until they are named', () => {
  for (const [url, cidr] of [
    ['http://10.1.2.3/', '10.0.0.0/8'],
    ['http://172.16.0.1/', '172.16.0.0/12'],
    ['http://192.168.1.1/', '192.168.1.1'],
    ['http://100.64.0.1/', '100.64.0.0/10'],
    ['http://[fd12:3456::1]/', 'fc00::/7'],
    ['http://[::ffff:10.0.0.1]/', '10.0.0.0/8'],
    ['http://[64:ff9b::808:808]/', '64:ff9b::/96'],
  ] as const) {
    assert.match(refusal(url, local) ?? 'let through', /RUNTAPE_UPSTREAM_ALLOW/, url)
    assert.equal(refusal(url, { ...local, allow: [cidr] }), null, url)
  }
})

test('unspecified and multicast addresses are never reached', () => {
  const policy = { loopback: true, allow: ['0.0.0.0/0', '::/0'] }
  for (const url of ['http://0/', 'http://0.0.0.0/', 'http://[::]/', 'http://224.0.0.1/', 'http://255.255.255.255/']) {
    assert.notEqual(refusal(url, policy), null, url)
  }
})

test('user names, back-slashes and other schemes do not get by', () => {
  assert.match(refusal('http://user:secret@example.com/', local) ?? '', /user name/)
  assert.match(refusal('http://example.com@127.0.0.1/', open) ?? '', /user name/)
  assert.match(refusal('http://127.0.0.1\\@example.com/', open) ?? '', /loopback/)
  assert.match(refusal('ftp://example.com/', local) ?? '', /not http/)
  assert.match(refusal('file:///etc/passwd', local) ?? '', /not http/)
  assert.equal(refusal('https://example.com:8443/path', open), null)
})

test('an allow-listed name may resolve to a private address, but not to metadata or loopback', () => {
  const policy = { loopback: false, allow: ['Agents.Internal.'] }
  assert.equal(refuseAddress('10.0.0.7', 'agents.internal', policy), null)
  assert.match(refuseAddress('10.0.0.7', 'other.internal', policy) ?? '', /other\.internal resolves to 10\.0\.0\.7/)
  assert.match(refuseAddress('169.254.169.254', 'agents.internal', policy) ?? '', /metadata/)
  assert.match(refuseAddress('127.0.0.1', 'agents.internal', policy) ?? '', /loopback/)
})
