"""Who gets what at every address of the trust fund's working pages and entry API; see permission_matrix.py."""

# Each line: address, object, method, and a cell for each of PEOPLE in their order.
TRUST_FUND = """
                                          anon inact none  offi lead regi  cust fina  vali publ admi audi

finance:home                own      GET   in   in   404   404  404  404   404  200   200  200  200  200
finance:home                own      POST  in   in   404   404  404  404   404  303   403  403  303  403
finance:entry               own      GET   in   in   404   404  404  404   404  200   200  200  200  200
finance:entry               missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
finance:entry               own      POST  in   in   404   404  404  404   404  303   403  403  403  403
finance:entry               missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
finance:workbook_xlsx       own      GET   in   in   404   404  404  404   404  200   200  200  200  200
finance:workbook_xlsx       missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
finance:workbook_csv        own      GET   in   in   404   404  404  404   404  200   200  200  200  200
finance:workbook_csv        missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
finance:import              own      GET   in   in   404   404  404  404   404  200   403  403  403  403
finance:import              missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
finance:import              own      POST  in   in   404   404  404  404   404  303   403  403  403  403
finance:import              missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
finance:controls            own      GET   in   in   404   404  404  404   404  200   200  200  200  200
finance:controls            missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
finance:controls            own      POST  in   in   404   404  404  404   404  303   403  403  303  403
finance:controls            missing  POST  in   in   404   404  404  404   404  404   404  404  404  404

finance:contributions       own      GET   in   in   404   404  404  404   404  200   200  200  200  200
finance:contributions       own      POST  in   in   404   404  404  404   404  303   403  403  403  403
finance:contributions_xlsx  own      GET   in   in   404   404  404  404   404  200   200  200  200  200
finance:contributions_csv   own      GET   in   in   404   404  404  404   404  200   200  200  200  200
finance:add_contribution    own      GET   in   in   404   404  404  404   404  200   403  403  403  403
finance:add_contribution    own      POST  in   in   404   404  404  404   404  303   403  403  403  403
finance:import_contributions own     GET   in   in   404   404  404  404   404  200   403  403  403  403
finance:import_contributions own     POST  in   in   404   404  404  404   404  303   403  403  403  403
finance:contribution        own      GET   in   in   404   404  404  404   404  200   200  200  200  200
finance:contribution        missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
finance:contribution        own      POST  in   in   404   404  404  404   404  303   403  403  403  403
finance:contribution        missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
finance:add_contributor     own      GET   in   in   404   404  404  404   404  200   403  403  200  403
finance:add_contributor     own      POST  in   in   404   404  404  404   404  303   403  403  303  403
finance:review              own      GET   in   in   404   404  404  404   404  404   200  200  200  200
finance:review              missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
finance:review              own      POST  in   in   404   404  404  404   404  404   403  403  403  403
finance:review              other's  POST  in   in   404   404  404  404   404  404   303  403  403  403
finance:review              missing  POST  in   in   404   404  404  404   404  404   404  403  403  403

api:entry_items             own      GET  401  401  404   404  404  404   404  200   200  200  200  200
api:entry_item              own      GET  401  401  404   404  404  404   404  200   200  200  200  200
api:entry_item              other's  GET  401  401  404   404  404  404   404  200   200  200  200  200
api:entry_item              missing  GET  401  401  404   404  404  404   404  404   404  404  404  404
api:entry_item              own      PUT  401  401  404   404  404  404   404  200   403  403  403  403
api:entry_item              other's  PUT  401  401  404   404  404  404   404  200   403  403  403  403
api:entry_item              missing  PUT  401  401  404   404  404  404   404  404   404  404  404  404
api:submit_item             own      POST 401  401  404   404  404  404   404  200   403  403  403  403
api:submit_item             other's  POST 401  401  404   404  404  404   404  200   403  403  403  403
api:submit_item             missing  POST 401  401  404   404  404  404   404  404   404  404  404  404
api:return_item             own      POST 401  401  404   404  404  404   404  403   200  403  403  403
api:return_item             other's  POST 401  401  404   404  404  404   404  403   200  403  403  403
api:return_item             missing  POST 401  401  404   404  404  404   404  404   404  404  404  404
api:validate_item           own      POST 401  401  404   404  404  404   404  403   403  403  403  403
api:validate_item           other's  POST 401  401  404   404  404  404   404  403   200  403  403  403
api:validate_item           missing  POST 401  401  404   404  404  404   404  404   404  404  404  404
api:reopen_item             own      POST 401  401  404   404  404  404   404  403   200  403  403  403
api:reopen_item             other's  POST 401  401  404   404  404  404   404  403   200  403  403  403
api:reopen_item             missing  POST 401  401  404   404  404  404   404  404   404  404  404  404
api:entry_contributions     own      GET  401  401  404   404  404  404   404  200   200  200  200  200
api:entry_contributions     own      POST 401  401  404   404  404  404   404  201   403  403  403  403
api:entry_contribution      own      GET  401  401  404   404  404  404   404  200   200  200  200  200
api:entry_contribution      other's  GET  401  401  404   404  404  404   404  200   200  200  200  200
api:entry_contribution      missing  GET  401  401  404   404  404  404   404  404   404  404  404  404
api:entry_contribution      own      PUT  401  401  404   404  404  404   404  200   403  403  403  403
api:entry_contribution      other's  PUT  401  401  404   404  404  404   404  200   403  403  403  403
api:entry_contribution      missing  PUT  401  401  404   404  404  404   404  404   404  404  404  404
api:submit_contribution     own      POST 401  401  404   404  404  404   404  200   403  403  403  403
api:submit_contribution     other's  POST 401  401  404   404  404  404   404  200   403  403  403  403
api:submit_contribution     missing  POST 401  401  404   404  404  404   404  404   404  404  404  404
api:return_contribution     own      POST 401  401  404   404  404  404   404  403   200  403  403  403
api:return_contribution     other's  POST 401  401  404   404  404  404   404  403   200  403  403  403
api:return_contribution     missing  POST 401  401  404   404  404  404   404  404   404  404  404  404
api:validate_contribution   own      POST 401  401  404   404  404  404   404  403   403  403  403  403
api:validate_contribution   other's  POST 401  401  404   404  404  404   404  403   200  403  403  403
api:validate_contribution   missing  POST 401  401  404   404  404  404   404  404   404  404  404  404
api:reopen_contribution     own      POST 401  401  404   404  404  404   404  403   200  403  403  403
api:reopen_contribution     other's  POST 401  401  404   404  404  404   404  403   200  403  403  403
api:reopen_contribution     missing  POST 401  401  404   404  404  404   404  404   404  404  404  404
"""
