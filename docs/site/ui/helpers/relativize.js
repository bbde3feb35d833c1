'use strict'

const path = require('node:path').posix

/** The URL of a page from the one that is built; others stay as they are. */
module.exports = (to, { data }) => {
  if (!to || !to.startsWith('/')) return to
  const [target, fragment] = to.split('#')
  const from = path.dirname(data.root.page.url || '/')
  return (path.relative(from, target) || path.basename(target)) + (fragment ? '#' + fragment : '')
}
