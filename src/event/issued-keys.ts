// Keys of services, by how their issuers begin them so that they are found: one table for all that look for them.

/** Who is counted in `pl_secret_hits`, and the others. */
export type Issuer = 'AWS' | 'Stripe' | 'GitHub' | 'GitLab' | 'Slack' | 'Google' | 'SendGrid' | 'npm' | 'DigitalOcean'

/** What follows the beginning, as the inside of a class of a regular expression. */
export type Alphabet = 'A-Z0-9' | '\\w' | '\\w-' | '\\w.-' | '0-9a-f'

export interface IssuedKey {
  readonly issuer: Issuer
  readonly prefix: string
  readonly of: Alphabet
  /** Characters that follow: so many, or at least so many. */
  readonly least: number
  readonly isExact: boolean
}

const key = (issuer: Issuer, prefix: string, of: Alphabet, least: number, isExact: boolean): IssuedKey => ({
  issuer,
  prefix,
  of,
  least,
  isExact,
})

// biome-ignore format: table
export const issuedKeys: readonly IssuedKey[] = [
  key('AWS',          'AKIA',        'A-Z0-9', 16, true),
  key('AWS',          'ASIA',        'A-Z0-9', 16, true),
  key('Stripe',       'sk_live_',    '\\w',    16, false),
  key('Stripe',       'rk_live_',    '\\w',    16, false),
  key('GitHub',       'github_pat_', '\\w',    22, false),
  key('GitHub',       'ghp_',        '\\w',    36, false),
  key('GitHub',       'gho_',        '\\w',    36, false),
  key('GitHub',       'ghu_',        '\\w',    36, false),
  key('GitHub',       'ghs_',        '\\w',    36, false),
  key('GitHub',       'ghr_',        '\\w',    36, false),
  key('GitLab',       'glpat-',      '\\w-',   20, true),
  key('Slack',        'xoxa-',       '\\w-',   20, false),
  key('Slack',        'xoxb-',       '\\w-',   20, false),
  key('Slack',        'xoxp-',       '\\w-',   20, false),
  key('Slack',        'xoxr-',       '\\w-',   20, false),
  key('Slack',        'xoxs-',       '\\w-',   20, false),
  key('Google',       'AIza',        '\\w-',   35, true),
  key('SendGrid',     'SG.',         '\\w.-',  66, true),
  key('npm',          'npm_',        '\\w',    36, true),
  key('DigitalOcean', 'dop_v1_',     '0-9a-f', 64, true),
]
