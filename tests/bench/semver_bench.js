// Answers each line on standard input with how long node's semver takes to say which pairs of a file intersect:
// semver_bench.js FOLDER_OF_SEMVER FILE, whose lines are two ranges with a tab between. By the line that is
// asked, `ranges` makes a Range of each text and `texts` hands the texts to semver.intersects(). An answer is
// nanoseconds for one pair and the number of pairs that intersect. The time is that of the clock or of the
// processor, whichever is less: neither what other programs take nor the threads of the runtime count.
'use strict'

const readline = require('readline')
const { Range, intersects } = require(process.argv[2])

const pairs = require('fs').readFileSync(process.argv[3], 'utf8').trimEnd().split('\n')
  .map((line) => line.split('\t'))
const ways = {
  ranges: (a, b) => new Range(a).intersects(new Range(b)),
  texts: (a, b) => intersects(a, b),
}

readline.createInterface({ input: process.stdin }).on('line', (way) => {
  const meets = ways[way]
  let count = 0
  const clock = process.hrtime.bigint()
  const processor = process.cpuUsage()
  for (const [a, b] of pairs) if (meets(a, b)) count += 1
  const { user, system } = process.cpuUsage(processor)
  const took = Math.min(Number(process.hrtime.bigint() - clock), (user + system) * 1000)
  console.log(`${took / pairs.length} ${count}`)
})
