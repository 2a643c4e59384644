import type zh from './zh'
const en: typeof zh = {
  brand: 'weir',
  skip: 'Skip to content',
  menu: { label: 'Main menu', see: 'See', judge: 'Judge', work: 'Work out', keep: 'Keep' },
  page: {
    overview: 'Overview', funds: 'Funds', fund: 'Fund', ledger: 'Capital ledger', import: 'Import', lookthrough: 'Look-through', compliance: 'Compliance', performance: 'Performance',
    score: 'Scorecards', targets: 'Measures and targets', sql: 'SQL', relations: 'All relations', relation: 'Relation', approvals: 'Approvals', audit: 'Audit', admin: 'Administration',
    access: 'the log of access', kinds: 'New entry', newEntry: 'New entry', password: 'Change password', signIn: 'Sign in', lost: 'No such page', entry: 'Entry', home: 'Home',
  },
  bar: {
    scope: 'Scope', all: 'All', asOf: 'As of', knownAt: 'Known at', now: 'now', unit: 'Unit', search: 'Fund, enterprise, entry no.', lang: 'Language', theme: 'Theme',
    dark: 'Dark', light: 'Light', account: 'Account', signOut: 'Sign out', password: 'Change password', asKnown: 'As known at {at}; writing is off', backToNow: 'Back to now',
    pick: 'pick a day', today: 'Today', regions: 'Places', clusters: 'Clusters', nothing: '“{q}” not found. Try a name, code or entry number', newer: '{n} new entries', refresh: 'Update',
    synthetic: 'Synthetic data', head: 'Head', entries: '{n} entries', offline: 'Connection lost. Reconnecting', sure: 'OK', keys: 'Keys', keysOn: 'Single-key shortcuts', menu: 'Menu',
    publicOnly: 'Public by {at}', ledgerOnly: 'Ledger only', reportedOnly: 'Statements only', asReported: 'As reported at the close of {at}',
  },
  role: { viewer: 'viewer', maker: 'maker', checker: 'checker', auditor: 'auditor', admin: 'administrator', gp: 'fund manager' },
  state: {
    loading: 'Reading', cancel: 'Cancel', retry: 'Try again', copy: 'Copy details', copied: 'Copied', empty: 'Nothing on record in this scope', emptyHint: 'Try a later date or a wider scope',
    noMatch: 'No rows match', clear: 'Clear filters', forbidden: 'Your role ({role}) cannot see {what}. Ask: {who}', error: 'Could not be read', later: 'Try again in {n} s',
    none: 'none', slow: 'Slow reading, {n} s so far',
  },
  figure: {
    unknown: 'unknown', none: '—', unknownMore: '{n} more unknown', card: 'Figure card', value: 'Value', exact: 'In full', formula: 'Formula', basis: 'Basis', asOf: 'As of', knownAt: 'Known at',
    entries: 'Entries', sources: 'Sources', copyCite: 'Copy citation', bounds: 'Bounds', between: '{lo} to {hi}', atLeast: 'at least {lo}', atMost: 'at most {hi}', unknownCount: 'Unknown parts',
    notZero: 'Amount unknown; not counted as 0', open: 'Where it comes from', plainFact: 'A plain record, no formula', tolerance: 'Tolerance of “about”', legend: '≥ at least; ≤ at most; ≲ nearly; ≈ about; hatched: unknown', calc: 'calc', row: 'Row', column: 'Column',
    entryTitle: 'Entry {n}', effective: 'Effective', booked: 'Booked', published: 'Public', subject: 'Subject', object: 'Object', amount: 'Amount', source: 'Source', confidence: 'Confidence',
    words: 'Words', document: 'Document', attrs: 'Other', kind: 'Event', maker: 'Maker', approver: 'Checker', recorded: 'Recorded', reverse: 'Reverse…', back: 'Back', close: 'Close', reversed: 'Reversed', ref: 'Entry reversed',
    noEntries: 'No entries to list',
  },
  table: {
    rows: '{total} rows', shown: 'showing {from}–{to}', prev: 'Previous page', next: 'Next page', columns: 'Columns', csv: 'Download CSV', filter: 'Filter', filterOf: 'Filter {column}', sortBy: 'Sort by {column}',
    hint: 'Text means contains; =, !=, > and < work too', leftOut: '{n} rows fall within a span of days: undetermined', unpublished: '{n} rows were not public', about: 'uses the tolerance of “about”', all: 'All', size: 'Rows a page',
  },
  sign: { title: 'Sign in', id: 'Name', password: 'Password', enter: 'Sign in', wrong: 'Name or password is wrong', wait: 'Too many attempts; try again in {n} s', about: 'Book of record of guidance funds', old: 'Old password', new: 'New password', again: 'Once more', differ: 'The two differ', change: 'Change password', changed: 'Password changed', must: 'Change the password first', short: 'At least 12 characters' },
  overview: {
    title: 'All funds on record', where: 'Where the money is', whereNote: '{n} funds; registered, target, committed and paid-in are four bases and are not added', grossNet: 'Cluster size', gross: 'Gross', net: 'Net', netNote: 'without stakes inside', doubled: 'hatched = counted twice {v}',
    sizedOf: '{n} members, {m} without a size', committed: 'Committed', committedNote: '{n} stakes; {m} more unknown', paidIn: 'Paid in', leverage: 'Leverage', leverageNote: '{of} · definition {d}', returns: 'DPI / TVPI / IRR', returnsNone: 'No NAV, no distributions on record',
    idle: 'Idle money, reinvestment', idleNone: 'No payment days, no claims on record', funds: 'Funds and commitments', fund: 'Fund', size: 'Size', basis: 'Basis', known: 'Known commitment', partners: 'Investors', share: 'Known share', period: 'Period', totals: 'Totals by basis', all: 'All', met: 'Targets',
    metNote: '{n} of {of}', target: 'Target', reading: 'Reading', verdict: 'Verdict', lawful: 'Compliance', lawfulNote: '{n} to look at; red lines {m}', allVerdicts: 'All verdicts', map: 'Funds by province', mapNote: 'count; blank = nothing on record', next: 'What comes next', noForecast: 'No forecast yet',
    noForecastWhy: '{n} inputs missing: {what}', calendar: 'Calendar', due: '{n} targets due', noReading: 'no reading', definitions: 'Definitions', print: 'Print', export: 'Export', partOf: '{n} of them have this basis', sumKnown: 'Net by basis; the unexplained rest stands apart', missing: 'What is missing',
    paidInNone: 'No payments on record', reportsDue: '{n} reports due', lookInto: 'Look-through', cluster: 'Cluster', noAlerts: 'No verdicts to look at', limit: 'limit {v}', idleDays: '{n} idle days, weighted', ratio: '×',
  },
  verdict: { block: 'Red line', exit: 'Right to exit', warn: 'Warning', info: 'Note', pass: 'Pass', undetermined: 'Undetermined', met: 'Met', missed: 'Not met', due: 'Not yet due', noReading: 'No reading', conflict: 'Readings differ', waived: 'Waived' },
  keys: { search: 'Search', help: 'Keys', j: 'Next row', k: 'Previous row', f: 'Filter', t: 'Table or chart', u: 'Unit', monthBack: 'As-of back a month', monthOn: 'As-of on a month', e: 'Download', p: 'Print', n: 'New entry', a: 'Approve', r: 'Return', Backspace: 'Back' },
  form: { who: 'Who', much: 'How much', time: 'When', ground: 'Grounds', needed: 'required', note: 'Note', files: 'Attachments', filesHelp: 'PDF, PNG, JPEG, XLSX, DOCX, CSV, text; at most 20 MB each', submit: 'Submit for approval', after: 'Somebody else approves before it is posted', problems: '{n} to mend', template: 'Download template', draft: 'Draft', leave: 'What is not submitted will be lost', pastOff: 'Writing is off while the past is shown', mend: 'Mend draft {n}' },
  import: { title: 'Import', file: 'File', kind: 'Kind of entry', kindInFile: 'The file has a column kind', choose: 'CSV or JSON lines', columns: 'Columns', columnsNote: 'Remembered for the same headers', preview: 'Preview', check: 'Check', good: '{n} rows can enter', bad: '{n} bad rows, {m} refusals', errorFile: 'Download error file', why: 'Reason and remedy', submit: 'Submit' },
  draft: {
    title: 'Draft', raw: 'As entered', history: 'History', effect: 'What changes', position: 'Position', now: 'Now', after: 'After', fresh: 'new', gone: 'gone', unchanged: 'Unchanged', moreRows: '{n} more rows', noEffect: 'These relations do not change',
    verdicts: 'Verdicts that change', verdictCount: '{n}', noVerdicts: 'No verdict changes', queue: 'Queue', count: '{n}', emptyQueue: 'No drafts in this state', rows: 'Rows', largest: 'Largest', made: 'Submitted', state: 'State', prev: 'Previous', next: 'Next', number: 'draft {n}', mend: 'Mend',
    waiting: 'Waiting', second: 'Second check', returned: 'Returned', posted: 'Posted', withdrawn: 'Withdrawn', waitFirst: 'Waits for a checker', waitSecond: 'Waits for a second checker', movedOn: '{who} acted at {at} ({state}). Open it again',
    did: { made: 'submitted', changed: 'changed', approved: 'approved', first: 'approved first', returned: 'returned', withdrawn: 'withdrew', posted: 'posted', attached: 'attached a file' },
  },
  decide: {
    label: 'Decision', approve: 'Approve and post', approveOn: 'Approve, pass on', return: 'Return…', returnTitle: 'Return the draft', reason: 'Reason', reasonHint: 'Name the grounds: an entry, a clause', reasonNeeded: 'A return needs a reason', later: 'Later', withdraw: 'Withdraw', sure: 'Posted entries cannot be edited, only reversed',
    own: 'You cannot approve your own draft', notOwn: 'not your own', unchanged: 'unchanged since opened', already: 'You approved; somebody else checks second', two: 'Above the two-person limit; goes to a second checker', posted: 'Posted as entry {n}',
  },
  fund: {
    tree: 'Fund tree', count: '{n} funds', class: 'Class', stage: 'Stage', navOn: 'NAV of', reports: 'Reports', find: 'Name or id', asTable: 'As a table', none: 'No funds yet. Import a list or add one', open: 'Open', missing: '{n} more without a record', intoFunds: 'Into funds', asSubject: 'Entries as subject', asObject: 'Entries as object',
    noSizes: 'No sizes stated', noAliases: 'No other names', noStages: 'No stages on record', days: '{n} days', soFar: 'so far',
    report: { filed: 'filed for this period', due: 'due soon', overdue: 'overdue', never: 'never filed' },
    tab: { overview: 'Overview', stages: 'Stages', investors: 'Investors', investments: 'Investments', cash: 'Cash', documents: 'Documents', roles: 'Roles', entries: 'Entries' },
  },
  ledger: { flow: 'Flows', journal: 'All entries', positions: 'Positions', fund_total: 'Fund totals', adjustments: 'Adjustments', restatement: 'Restatement', closes: 'Closes', sums: 'Totals', sumsNote: 'All flows by event', count: 'Entries', none: 'No flows up to this day. Try a later date' },
  compliance: {
    title: 'Compliance', list: 'Verdicts', group: 'Group', by: { outcome: 'By verdict', fund: 'By fund', clause: 'By clause' }, whatIf: 'What-if', rule: 'Rule', measured: 'Measured', limit: 'Limit', margin: 'Margin', due: 'Due', daysLeft: '{n} days left', done: 'Done', lacks: 'missing', clause: 'Clause', force: 'In force', versions: '{n} versions',
    test: 'Test', applies: 'Applies', inputs: 'Entries counted', noHistory: 'No changes on record', again: 'Reproduce', copy: 'Copy', missing: 'Which input settles how many', notPass: 'Undetermined is neither a pass nor a breach', settles: 'settles {n}', severity: 'Severity', notPosted: 'What-if, nothing posted', rows: 'CSV or JSON lines', header: 'Fill in headers', try: 'Try', asDraft: 'Save as draft',
  },
  performance: { measure: 'Measure', net: 'Net', gross: 'Gross', index: 'Against an index', bridge: 'Value bridge', by: 'Pooled by', of: { fund: 'Fund', investor: 'Investor', manager: 'Manager', vintage: 'Vintage', sector: 'Sector', cluster: 'Cluster', all: 'All', position: 'Position', enterprise: 'Enterprise', holding: 'Holding' }, none: 'Nothing measurable in this scope', note: 'Under a year only the period return, not annualised; an IRR that is not unique says why' },
  score: { card: 'Scorecard', name: { direction_2025: 'Direction 2025', fujian_2025: 'Fujian 2025' }, totals: 'Totals of funds', sheet: 'Score sheet', points: 'Points', lacking: 'Lacking', grade: 'Grade', indicator: 'Indicator', max: 'Worth', value: 'Value', status: 'Basis', evidence: 'Evidence', assume: 'Assume', clear: 'Clear assumptions' },
  sql: { tables: 'Relations', run: 'Run', limits: 'Reading only; stops at 30 s; money in fen', name: 'Name of the query', save: 'Save', forget: 'Forget', result: 'Result' },
  audit: {
    head: 'Head', seq: 'Entries', hash: 'Hash', book: 'Book', verify: 'Verify the chain', verifyWho: 'Checkers, auditors and administrators can verify', running: '{n} of {of} verified', sound: '{n} entries sound, the chain holds', stopped: 'Stopped', seals: 'Seals', noSeals: 'No seals yet. weir seal makes one', count: 'Count', lastSeq: 'Sealed to entry', lastSealed: 'Last',
    asKnown: 'As known then', asKnownNote: 'Choose a day; every page shows what was known then', access: 'Log of access', newest: 'Newest', older: 'Older', who: 'Who did what', no: 'No.', at: 'At', person: 'Person', what: 'What', target: 'Of', result: 'Result', rows: 'Rows', address: 'Address',
  },
  admin: {
    tab: { people: 'People', sessions: 'Sessions', tokens: 'Tokens' }, add: 'Add a person', id: 'Id', name: 'Name', role: 'Role', scope: 'Scope', state: 'State', sessions: 'Sessions', last_seen: 'Last seen', off: 'off', on: 'on', locked: 'locked', mustChange: 'must change password', unlock: 'Unlock', turnOn: 'Switch on', turnOff: 'Switch off', saved: '{name} saved',
    session: 'No.', person: 'Person', address: 'Address', began: 'Began', seen: 'Last seen', end: 'End', tokenName: 'Name of the token', days: 'Days', readsOnly: 'reads only', newToken: 'New token', onceShown: 'Shown this once', noTokens: 'No tokens yet', revoke: 'Revoke', scopeHelp: 'Ids of funds or managers, with commas', newPassword: 'New password (blank: keep)', save: 'Save', token: 'No.', number: 'No.', made: 'Made', expires: 'Expires', last_used: 'Last used', reads_only: 'Reads only',
  },
  relations: { title: 'All relations', name: 'Relation', what: 'What it shows' },
}
export default en
