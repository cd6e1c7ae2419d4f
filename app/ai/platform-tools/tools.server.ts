import type { Manifest } from '../../manifest.ts';
import { knowledgeSearchTool } from '../knowledge/search-tool.server.ts';
import type { Tool } from '../tool.ts';
import { searchAudit } from './audit.server.ts';
import { listMembers } from './members.server.ts';
import { searchProducts } from './search.server.ts';
import { showUsage } from './usage.server.ts';

/** What the assistant can do whatever products there are. */
export function platformTools(manifests: readonly Manifest[]): readonly Tool[] {
  return [searchProducts(manifests), listMembers, showUsage, searchAudit, knowledgeSearchTool];
}
