-- Drives the language server from Neovim. Prints `ok <name>` or `fail <name>: <why>` per check, then `done`.
local workspace = vim.env.TPM_TEST_WORKSPACE
local server = vim.env.TPM_TEST_SERVER
local chip = workspace .. '/drivers/char/tpm/tpm-chip.c'
local patience = 20000

local function say(text)
  io.stdout:write(text .. '\n')
end

local function check(name, body)
  local fine, why = pcall(body)
  say(fine and ('ok ' .. name) or ('fail ' .. name .. ': ' .. tostring(why):gsub('\n', ' ')))
end

--- 0-based number of the first line after `from` that holds `text`.
local function line_of(text, from)
  local lines = vim.api.nvim_buf_get_lines(0, from or 0, -1, false)
  for i, line in ipairs(lines) do
    if line:find(text, 1, true) then return (from or 0) + i - 1 end
  end
  error('no line with ' .. text)
end

vim.cmd('edit ' .. chip)
local client = vim.lsp.start_client({
  name = 'tpm-lifecycle',
  cmd = { server, 'lsp', '--stdio' },
  root_dir = workspace,
  workspace_folders = { { uri = vim.uri_from_fname(workspace), name = 'linux' } },
})
vim.lsp.buf_attach_client(0, client)

local function request(method, parameters)
  local answers = vim.lsp.buf_request_sync(0, method, parameters, patience)
  local answer = answers and answers[client]
  if not answer then error('no answer to ' .. method) end
  if answer.error then error(vim.inspect(answer.error)) end
  return answer.result
end

local document = { uri = vim.uri_from_bufnr(0) }
local head

check('the server starts', function()
  local ready = vim.wait(patience, function() return vim.lsp.buf_get_clients(0)[client] ~= nil end, 50)
  assert(ready, 'not attached')
  head = line_of('int tpm_try_get_ops(')
end)

check('code lens', function()
  for _, lens in ipairs(request('textDocument/codeLens', { textDocument = document })) do
    if lens.range.start.line == head then
      local full = lens.command and lens or request('codeLens/resolve', lens)
      if full.command.title:find('ops_sem (read)', 1, true) then return end
    end
  end
  error('no lens with ops_sem (read) at the head of tpm_try_get_ops')
end)

check('hover', function()
  local line = line_of('mutex_lock(&chip->tpm_mutex);', head)
  local result = request('textDocument/hover', {
    textDocument = document,
    position = { line = line, character = 2 },
  })
  assert(result, 'no hover')
  local text = vim.inspect(result.contents)
  assert(text:find('tpm_mutex', 1, true), text)
  assert(not text:find('command:', 1, true), 'the hover links to commands that only VS Code has')
end)

check('diagnostics after an edit', function()
  local line = line_of('mutex_unlock(&chip->tpm_mutex);', head)
  local function held()
    for _, item in ipairs(vim.diagnostic.get(0)) do
      if item.message:find('still held', 1, true) then return true end
    end
    return false
  end
  local text = vim.api.nvim_buf_get_lines(0, line, line + 1, false)
  vim.api.nvim_buf_set_lines(0, line, line + 1, false, {})
  assert(vim.wait(patience, held, 50), 'not found')
  vim.api.nvim_buf_set_lines(0, line, line, false, text)
  assert(vim.wait(patience, function() return not held() end, 50), 'still there after undoing the edit')
end)

check('trace by command', function()
  local result = request('workspace/executeCommand', {
    command = 'tpmLifecycle.trace',
    arguments = { { uri = document.uri, root = 'tpm_chip_unregister', direction = 'calls' } },
  })
  assert(result.schema == 'tpm-lifecycle/trace@1', vim.inspect(result))
  assert(#result.steps > 0, 'no steps')
end)

vim.lsp.stop_client(client)
say('done')
vim.cmd('qall!')
