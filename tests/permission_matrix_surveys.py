"""Who gets what at the pages of questionnaires, their answers and their rounds; see permission_matrix.py.

At the matrix, "own" is a team of the demonstration's region, and "other's" one of another region.
"""

# Each line: address, object, method, and a cell for each of PEOPLE in their order.
SURVEYS = """
                                          anon inact none  offi lead regi  cust fina  vali publ admi audi

surveys:rounds              own      GET   in   in   404   404  404  200   404  404   200  200  200  200
surveys:round               own      GET   in   in   404   404  404  200   404  404   200  200  200  200
surveys:round               missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:round               own      POST  in   in   404   404  404  404   404  404   403  403  303  403
surveys:round               missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:questionnaire       own      GET   in   in   404   404  404  404   404  404   200  200  200  200
surveys:questionnaire       missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:questionnaire       own      POST  in   in   404   404  404  404   404  404   403  403  303  403
surveys:questionnaire       missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:head                own      GET   in   in   404   404  404  404   404  404   200  200  200  200
surveys:head                missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:head                own      POST  in   in   404   404  404  404   404  404   403  403  303  403
surveys:head                missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:add_section         own      GET   in   in   404   404  404  404   404  404   403  403  200  403
surveys:add_section         missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:add_section         own      POST  in   in   404   404  404  404   404  404   403  403  303  403
surveys:add_section         missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:prepared_section    own      GET   in   in   404   404  404  404   404  404   200  200  200  200
surveys:prepared_section    missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:prepared_section    own      POST  in   in   404   404  404  404   404  404   403  403  303  403
surveys:prepared_section    missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:question            own      GET   in   in   404   404  404  404   404  404   200  200  200  200
surveys:question            missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:question            own      POST  in   in   404   404  404  404   404  404   403  403  303  403
surveys:question            missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:translations        own      GET   in   in   404   404  404  404   404  404   200  200  200  200
surveys:translations        missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:translations        own      POST  in   in   404   404  404  404   404  404   403  403  303  403
surveys:translations        missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:preview             own      GET   in   in   404   404  404  404   404  404   200  200  200  200
surveys:preview             missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:preview             own      POST  in   in   404   404  404  404   404  404   200  200  200  200
surveys:preview             missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:open                own      GET   in   in   404   404  404  404   404  404   200  200  200  200
surveys:open                missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:open                own      POST  in   in   404   404  404  404   404  404   403  403  303  403
surveys:open                missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:close               own      GET   in   in   404   404  404  404   404  404   200  200  200  200
surveys:close               missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:close               own      POST  in   in   404   404  404  404   404  404   403  403  303  403
surveys:close               missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:matrix              own      GET   in   in   404   404  404  200   404  404   200  200  200  200
surveys:matrix              missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:matrix              own      POST  in   in   404   404  404  303   404  404   303  403  303  403
surveys:matrix              other's  POST  in   in   404   404  404  404   404  404   303  403  303  403
surveys:matrix              missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:matrix_csv          own      GET   in   in   404   404  404  200   404  404   200  200  200  200
surveys:matrix_csv          missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:matrix_xlsx         own      GET   in   in   404   404  404  200   404  404   200  200  200  200
surveys:matrix_xlsx         missing  GET   in   in   404   404  404  404   404  404   404  404  404  404

surveys:respondents         own      GET  in   in   404   200  200  200   200  404   200  200  200  200
surveys:respondents         missing  GET  in   in   404   404  404  404   404  404   404  404  404  404
surveys:submission          own      GET  in   in   404   200  200  200   200  404   200  200  200  200
surveys:submission          other's  GET  in   in   404   404  404  404   200  404   200  200  200  200
surveys:submission          missing  GET  in   in   404   404  404  404   404  404   404  404  404  404
surveys:check               own      GET  in   in   404   200  200  200   200  404   200  200  200  200
surveys:check               other's  GET  in   in   404   404  404  404   200  404   200  200  200  200
surveys:check               missing  GET  in   in   404   404  404  404   404  404   404  404  404  404
surveys:print               own      GET  in   in   404   200  200  200   200  404   200  200  200  200
surveys:print               other's  GET  in   in   404   404  404  404   200  404   200  200  200  200
surveys:print               missing  GET  in   in   404   404  404  404   404  404   404  404  404  404
surveys:section             own      GET  in   in   404   200  200  200   200  404   200  200  200  200
surveys:section             other's  GET  in   in   404   404  404  404   200  404   200  200  200  200
surveys:section             missing  GET  in   in   404   404  404  404   404  404   404  404  404  404
surveys:done                own      GET  in   in   404   302  302  302   302  404   302  302  302  302
surveys:done                other's  GET  in   in   404   404  404  404   302  404   302  302  302  302
surveys:done                missing  GET  in   in   404   404  404  404   404  404   404  404  404  404
surveys:workbook_xlsx       own      GET  in   in   404   200  200  200   200  404   200  200  200  200
surveys:workbook_xlsx       other's  GET  in   in   404   404  404  404   200  404   200  200  200  200
surveys:workbook_xlsx       missing  GET  in   in   404   404  404  404   404  404   404  404  404  404
surveys:workbook            own      GET  in   in   404   200  200  200   200  404   200  200  200  200
surveys:workbook            other's  GET  in   in   404   404  404  404   200  404   200  200  200  200
surveys:workbook            missing  GET  in   in   404   404  404  404   404  404   404  404  404  404
surveys:workbook            own      POST in   in   404   303  303  403   403  404   403  403  403  403
surveys:workbook            other's  POST in   in   404   404  404  404   403  404   403  403  403  403
surveys:workbook            missing  POST in   in   404   404  404  404   404  404   404  404  404  404
surveys:check               own      POST in   in   404   403  303  403   403  404   403  403  403  403
surveys:check               other's  POST in   in   404   404  404  404   403  404   403  403  403  403
surveys:check               missing  POST in   in   404   404  404  404   404  404   404  404  404  404
surveys:section             own      POST in   in   404   303  303  403   403  404   403  403  403  403
surveys:section             other's  POST in   in   404   404  404  404   403  404   403  403  403  403
surveys:section             missing  POST in   in   404   404  404  404   404  404   404  404  404  404

surveys:review              own      GET   in   in   404   404  404  200   200  404   200  200  200  200
surveys:review              missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:review              own      POST  in   in   404   404  404  303   403  404   403  403  403  403
surveys:review              other's  POST  in   in   404   404  404  404   403  404   403  403  403  403
surveys:review              missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:reopening           own      GET    in   in   404   200  200  200   200  404   200  200  200  200
surveys:reopening           other's  GET    in   in   404   404  404  404   200  404   200  200  200  200
surveys:reopening           missing  GET    in   in   404   404  404  404   404  404   404  404  404  404
surveys:reopening           own      POST   in   in   404   409  409  409   403  404   409  403  403  403
surveys:reopening           other's  POST   in   in   404   404  404  404   403  404   409  403  403  403
surveys:reopening           missing  POST   in   in   404   404  404  404   404  404   404  404  404  404

surveys:reviewed            own      GET   in   in   404   404  404  200   200  404   200  200  200  200
surveys:reviewed            other's  GET   in   in   404   404  404  404   200  404   200  200  200  200
surveys:reviewed            missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:reviewed            own      POST  in   in   404   404  404  303   403  404   403  403  403  403
surveys:reviewed            other's  POST  in   in   404   404  404  404   403  404   403  403  403  403
surveys:reviewed            missing  POST  in   in   404   404  404  404   404  404   404  404  404  404

surveys:comments            own      POST  in   in   404   303  303  303   403  404   303  403  403  403
surveys:comments            other's  POST  in   in   404   404  404  404   403  404   303  403  403  403
surveys:comments            missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:comment             own      POST  in   in   404   303  303  303   403  404   303  403  403  403
surveys:comment             other's  POST  in   in   404   404  404  404   403  404   303  403  403  403
surveys:comment             missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:evidence            own      POST  in   in   404   303  303  403   403  404   403  403  403  403
surveys:evidence            other's  POST  in   in   404   404  404  404   403  404   403  403  403  403
surveys:evidence            missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:evidence_file       own      GET   in   in   404   200  200  200   200  404   200  200  200  200
surveys:evidence_file       other's  GET   in   in   404   404  404  404   200  404   200  200  200  200
surveys:evidence_file       missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:evidence_file       own      POST  in   in   404   303  303  403   403  404   403  403  403  403
surveys:evidence_file       other's  POST  in   in   404   404  404  404   403  404   403  403  403  403
surveys:evidence_file       missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
"""
