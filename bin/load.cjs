// Path of a module → the running module. Used on current Node alone; a failure to load is a defect and is shown whole.
'use strict'

const { pathToFileURL } = require('node:url')

module.exports = (file) => import(pathToFileURL(file).href)
