"""Who gets what at the pages of rounds; see permission_matrix.py.

At the matrix, "own" is a team of the demonstration's region, and "other's" one of another region.
"""

# Each line: address, object, method, and a cell for each of PEOPLE in their order.
ROUNDS = """
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
"""
