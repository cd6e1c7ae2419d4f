const everyone = ['owner', 'admin', 'member', 'viewer'] as const;
const workers = ['owner', 'admin', 'member'] as const;
const leads = ['owner', 'admin'] as const;

/** What a role may do here. `paintbox:read` opens every page; each form names what it needs beyond. */
export const paintboxPermissions = {
  'paintbox:read': { label: 'See clients, deals, estimates, rates and workbooks', roles: everyone },
  'paintbox:write': { label: 'Edit clients, deals, estimates and workbooks', roles: workers },
  'paintbox:send': { label: 'Send and withdraw quotes, answer questions', roles: workers },
  'paintbox:delete': { label: 'Delete and archive', roles: workers },
  'paintbox:rates': { label: 'Change the rate book', roles: leads },
} as const;
