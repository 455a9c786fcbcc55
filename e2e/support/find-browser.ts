import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { chromium as playwrightChromium, type LaunchOptions } from '@playwright/test'

/**
 * The browser of the journeys, the first of: the path in CHROMIUM_PATH, Playwright's own if it was installed, a Chromium or
 * Chrome of this system, and the Chromium that comes with the npm packages, which needs no download besides.
 */
export async function findBrowser(): Promise<LaunchOptions> {
  const given = process.env['CHROMIUM_PATH']
  if (given) return { executablePath: given }
  if (existsSync(playwrightChromium.executablePath())) return {}
  const installed = systemBrowsers().find((path) => existsSync(path))
  if (installed) return { executablePath: installed }
  return unpackedBrowser()
}

function systemBrowsers(): string[] {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  const macs = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
  return [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...macs]
}

/** Unpacked once, into a folder of its own that gets its name when it is whole: several workers may come here at once. */
async function unpackedBrowser(): Promise<LaunchOptions> {
  const modules = join(import.meta.dirname, '../../node_modules')
  const { version } = JSON.parse(await readFile(join(modules, '@sparticuz/chromium/package.json'), 'utf8')) as Package
  const folder = join(modules, '.cache', `chromium-${version}`)
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`
    await rm(unfinished, { recursive: true, force: true })
    await mkdir(unfinished, { recursive: true })
    await unpackInto(unfinished)
    await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true, force: true }))
  }
  const fonts = existsSync('/etc/fonts') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') }
  return { executablePath: join(folder, 'chromium'), env: { ...definedVars(), ...fonts } }
}

type Package = { version: string }

/** The package unpacks into the temporary folder, wherever that is, and takes what it finds there for whole. */
async function unpackInto(folder: string): Promise<void> {
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = folder
  try {
    const { default: chromium } = await import('@sparticuz/chromium')
    await chromium.executablePath()
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
}

function definedVars(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}
