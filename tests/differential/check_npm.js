// Compares the answers of `requirement_oracle npm` on standard input with those of node's semver:
// check_npm.js FOLDER_OF_SEMVER
//
// Whether two ranges meet is asked of witnesses, for semver's own `intersects` is not exact. A set of versions
// that some of these admit begins at the version or the tuple of a comparator, or directly above one; so two
// ranges meet exactly when both admit one of those.
'use strict'

const readline = require('readline')
const { SemVer, Range, compare, parse, validRange } = require(process.argv[2])

const names = ['contains', 'meet', 'order', 'canonical', 'version']
const counts = Object.fromEntries(names.map((name) => [name, { passed: 0, allowed: 0, total: 0 }]))

function check(name, theirs, ours, about, allowed = false) {
  const count = counts[name]
  count.total += 1
  if (theirs === ours) count.passed += 1
  else if (allowed) count.allowed += 1
  else if (count.total - count.passed - count.allowed <= 20) {
    console.log(`npm_${name}: ${about}: theirs ${JSON.stringify(theirs)}, ours ${JSON.stringify(ours)}`)
  }
}

function addWitnesses(witnesses, range) {
  for (const comparator of range.set.flat()) {
    const { major, minor, patch, prerelease } = comparator.semver
    if (major === undefined) continue // any version
    witnesses.add(`${major}.${minor}.${patch}-0`)
    witnesses.add(`${major}.${minor}.${patch}`)
    witnesses.add(`${major}.${minor}.${patch + 1}`)
    if (prerelease.length > 0) {
      const version = `${major}.${minor}.${patch}-${prerelease.join('.')}`
      witnesses.add(version)
      witnesses.add(`${version}.0`)
    }
  }
}

function meet(a, b) {
  const witnesses = new Set(['0.0.0'])
  addWitnesses(witnesses, a)
  addWitnesses(witnesses, b)
  for (const text of witnesses) {
    const version = new SemVer(text)
    if (a.test(version) && b.test(version)) return true
  }
  return false
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const [ta, tb, v, w, inA, inB, met, order, canonical, version] = line.split('\t')
  const a = new Range(ta)
  const b = new Range(tb)
  check('contains', a.test(v), inA === '1', `\`${v}\` in \`${ta}\``)
  check('contains', b.test(v), inB === '1', `\`${v}\` in \`${tb}\``)
  check('meet', meet(a, b), met === '1', `\`${ta}\` and \`${tb}\``)
  check('order', '<=>'[compare(v, w) + 1], order, `\`${v}\` to \`${w}\``)
  // What semver prints for `>=v0.0.0||1.2.3-a`, without the `v`, it reads as `*`, which does not admit 1.2.3-a.
  check('canonical', validRange(ta), canonical, `\`${ta}\``,
    validRange(ta) === canonical.replaceAll('>=v0.0.0', '>=0.0.0'))
  check('version', parse(v).version, version, `\`${v}\``)
}).on('close', () => {
  let good = true
  for (const name of names) {
    const { passed, allowed, total } = counts[name]
    console.log(`suite differential_npm_${name} ${passed} ${total} ${allowed}`)
    good = good && total > 0 && passed + allowed === total
  }
  process.exitCode = good ? 0 : 1
})
