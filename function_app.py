"""The table of contents: every route with the endpoint of each method, and every timer.

`app` is served; `dev.py start` calls `report`, which checks the settings and describes the app.

The Functions host tries routes in the order of their names, ignoring letter case, and takes the first that
matches. The name of a route with a path parameter must therefore sort after those of the literal paths that
it also matches.
"""

from assistant import insights, narratives, plan, predictions, recommendations
from health import companion, entries
from interaction import deliveries, links, messages, notifications, page, slack, teams, voice
from shared.api.boundary import serve
from shared.api.routes import Route, Timer
from shared.api.start_report import report_on
from work import (
    auth,
    challenges,
    dashboard,
    days_off,
    focus_sessions,
    rewards,
    second_factor,
    service,
    shutdown,
    stats,
    tasks,
    undo,
    user_administration,
    users,
    work_sessions,
)

_STATS_REFUSAL = "Method {method} not allowed"

routes = (
    Route("Achievements", "achievements", {"GET": rewards.list_achievements}),
    Route("AssistantInsights", "assistant/insights", {"GET": insights.get_insights}),
    Route("AssistantNarratives", "assistant/narratives", {"GET": narratives.get_narrative}),
    Route("AssistantOutlookChart", "assistant/outlook.svg", {"GET": predictions.draw_outlook}),
    Route("AssistantPlan", "assistant/plan", {"GET": plan.get_plan}),
    Route("AssistantPlanApply", "assistant/plan/apply", {"POST": plan.apply_plan}),
    Route("AssistantPredictions", "assistant/predictions", {"GET": predictions.get_predictions}),
    Route(
        "AssistantRecommendations",
        "assistant/recommendations",
        {"GET": recommendations.list_recommendations},
    ),
    Route(
        "AssistantRecommendationsMuted",
        "assistant/recommendations/muted",
        {"GET": recommendations.list_muted},
    ),
    Route(
        "AssistantRecommendationsMutedKind",
        "assistant/recommendations/muted/{kind}",
        {"DELETE": recommendations.unmute},
    ),
    Route(
        "AssistantRecommendationsWithIdFeedback",
        "assistant/recommendations/{id}/feedback",
        {"POST": recommendations.give_feedback},
    ),
    Route(
        "AssistantSignalSnooze",
        "assistant/signals/{rule}/snooze",
        {"POST": predictions.snooze_signal, "DELETE": predictions.end_snooze},
    ),
    Route("AuthChangePassword", "auth/change-password", {"POST": auth.change_password}),
    Route("AuthLogin", "auth/login", {"POST": auth.login}),
    Route("AuthLogout", "auth/logout", {"POST": auth.logout}),
    Route("AuthOpen", "auth/open", {"POST": auth.open_by_code}, development_only=True),
    Route("AuthRefresh", "auth/refresh", {"POST": auth.refresh}),
    Route("AuthRegister", "auth/register", {"POST": auth.register}),
    Route(
        "AuthSecondFactor",
        "auth/second-factor",
        {
            "GET": second_factor.get_second_factor,
            "POST": second_factor.begin_second_factor,
            "DELETE": second_factor.remove_second_factor,
        },
    ),
    Route(
        "AuthSecondFactorEnable",
        "auth/second-factor/enable",
        {"POST": second_factor.enable_second_factor},
    ),
    Route(
        "AuthSecondFactorRecoveryCodes",
        "auth/second-factor/recovery-codes",
        {"POST": second_factor.renew_recovery_codes},
    ),
    Route("AuthSession", "auth/session", {"GET": auth.get_session}),
    Route("AuthSessions", "auth/sessions", {"GET": auth.list_sign_ins}),
    Route("AuthSessionWithId", "auth/sessions/{id}", {"DELETE": auth.end_sign_in}),
    Route("AuthUserInfo", "auth/user_info", {"GET": auth.get_user_info}),
    Route("ChallengeJoin", "challenges/{id}/join", {"POST": challenges.join}),
    Route("ChallengeLeaders", "challenges/leaders", {"GET": challenges.list_leaders}),
    Route("ChallengeLeave", "challenges/{id}/leave", {"DELETE": challenges.leave}),
    Route("ChallengeProgress", "challenges/{id}/progress", {"POST": challenges.set_progress}),
    Route("ChallengeStats", "challenges/stats", {"GET": challenges.get_stats}),
    Route("ChallengeWeek", "challenges/week", {"GET": challenges.list_week}),
    Route("Companion", "companion", {"GET": companion.get_companion}),
    Route("CompanionFace", "companion/face.svg", {"GET": companion.show_face}),
    Route("CompanionName", "companion/name", {"POST": companion.rename}),
    Route("FocusCurrentSession", "current-session", {"GET": focus_sessions.get_current}),
    Route("FocusDailySummary", "daily-summary", {"GET": focus_sessions.get_day}),
    Route("FocusMonthlySummary", "monthly-summary", {"GET": focus_sessions.get_month}),
    Route("FocusSessionComplete", "focus-sessions/{session_id}/complete", {"POST": focus_sessions.complete}),
    Route("FocusSessionPause", "focus-sessions/{session_id}/pause", {"POST": focus_sessions.pause}),
    Route("FocusSessionResume", "focus-sessions/{session_id}/resume", {"POST": focus_sessions.resume}),
    Route("FocusSessionStart", "focus-sessions/start", {"POST": focus_sessions.start}),
    Route("FocusSessionStop", "focus-sessions/{session_id}/stop", {"POST": focus_sessions.stop}),
    Route("FocusWeeklySummary", "weekly-summary", {"GET": focus_sessions.get_week}),
    Route("DashboardData", "dashboard/data", {"GET": dashboard.get_dashboard}),
    Route("HealthHydration", "health/hydration", {"GET": entries.get_hydration, "POST": entries.drink}),
    Route("HealthHydrationWithId", "health/hydration/{id}", {"DELETE": entries.remove_drink}),
    Route("HealthMeals", "health/meals", {"GET": entries.get_meals, "POST": entries.eat}),
    Route("HealthMealsWithId", "health/meals/{id}", {"DELETE": entries.remove_meal}),
    Route("HealthReminders", "health/reminders", {"GET": companion.list_reminders}),
    Route("HealthRests", "health/rests", {"GET": entries.get_rests, "POST": entries.rest}),
    Route("HealthRestsWithId", "health/rests/{id}", {"DELETE": entries.remove_rest}),
    Route("HealthToday", "health/today", {"GET": entries.get_today}),
    Route(
        "NotificationPreferences",
        "notifications/preferences",
        {"GET": notifications.get_preferences, "PUT": notifications.change_preferences},
    ),
    Route("NotificationRead", "notifications/{id}/read", {"POST": notifications.mark_read}),
    Route("NotificationReadAll", "notifications/read-all", {"POST": notifications.mark_all_read}),
    Route("Deliveries", "interaction/deliveries", {"GET": deliveries.list_deliveries}),
    Route("DeliveriesTest", "interaction/deliveries/test", {"POST": deliveries.send_test}),
    Route("Links", "interaction/links", {"GET": links.list_links, "POST": links.create_link_code}),
    Route("LinksWithId", "interaction/links/{id}", {"DELETE": links.remove_link}),
    Route("Messages", "interaction/messages", {"POST": messages.send_message}),
    Route("Notifications", "notifications", {"GET": notifications.list_notifications}),
    Route("Page", "app/{*path}", {"GET": page.show_page}),
    Route("Points", "points", {"GET": rewards.list_points}),
    Route("ShutdownHistory", "dashboard/shutdown-history", {"GET": shutdown.list_reflections}),
    Route("ShutdownReflection", "dashboard/shutdown-reflection", {"POST": shutdown.reflect}),
    Route("ShutdownSummary", "dashboard/shutdown-summary", {"GET": shutdown.get_summary}),
    Route("SlackCommands", "interaction/slack/commands", {"POST": slack.run_command}),
    Route("SlackEvents", "interaction/slack/events", {"POST": slack.take_event}),
    Route("SlackInteractions", "interaction/slack/interactions", {"POST": slack.take_interaction}),
    Route("Stats", "stats", {"GET": stats.get_stats}, refusal=_STATS_REFUSAL),
    Route("StatsDays", "stats/days", {"GET": stats.list_days}, refusal=_STATS_REFUSAL),
    Route("StatsDaysChart", "stats/days.svg", {"GET": stats.draw_days}, refusal=_STATS_REFUSAL),
    Route("StatsHeatmap", "stats/heatmap", {"GET": stats.get_heatmap}, refusal=_STATS_REFUSAL),
    Route("StatsHeatmapChart", "stats/heatmap.svg", {"GET": stats.draw_heatmap}, refusal=_STATS_REFUSAL),
    Route("StatsWithId", "stats/{user_id}", {"GET": stats.get_stats}, refusal=_STATS_REFUSAL),
    Route(
        "Tasks",
        "tasks",
        {"GET": tasks.list_tasks, "POST": tasks.create_task, "PATCH": tasks.act_on_named_task},
    ),
    Route(
        "TasksWithId",
        "tasks/{id}",
        {
            "GET": tasks.get_task,
            "PATCH": tasks.act_on_task,
            "PUT": tasks.change_task,
            "DELETE": tasks.delete_task,
        },
    ),
    Route("TeamsMessages", "interaction/teams/messages", {"POST": teams.receive_activity}),
    Route("TimeLogEndWork", "time-logs/end-work", {"POST": work_sessions.end_active}),
    Route("TimeLogStartWork", "time-logs/start-work", {"POST": work_sessions.start}),
    Route("Undo", "undo", {"POST": undo.undo}),
    Route("UserDaysOff", "users/days-off", {"GET": days_off.list_days_off, "POST": days_off.add_days_off}),
    Route("UserDaysOffWithId", "users/days-off/{id}", {"DELETE": days_off.delete_days_off}),
    Route("UserOnboarding", "users/onboarding/complete", {"PUT": users.complete_onboarding}),
    Route(
        "UserProfile",
        "users/profile",
        {
            "GET": users.get_profile,
            "PUT": users.change_profile,
            "PATCH": users.change_profile,
            "DELETE": users.delete_profile,
        },
    ),
    Route("UserProfileAudit", "users/profile/audit", {"GET": users.list_own_audit}),
    Route("UserProfileAvatar", "users/profile/avatar", {"GET": users.get_avatar, "PUT": users.change_avatar}),
    Route("UserProfileExport", "users/profile/export", {"GET": users.export_profile}),
    Route("Users", "users", {"GET": user_administration.list_users, "POST": user_administration.create_user}),
    Route(
        "UsersWithId",
        "users/{id}",
        {
            "GET": user_administration.get_user,
            "PUT": user_administration.change_user,
            "DELETE": user_administration.delete_user,
        },
    ),
    Route("UsersWithIdAudit", "users/{id}/audit", {"GET": user_administration.list_audit}),
    Route(
        "UsersWithIdSecondFactor",
        "users/{id}/second-factor",
        {"DELETE": user_administration.reset_second_factor},
    ),
    Route("Voice", "interaction/voice", {"POST": voice.send_recording}),
    Route("VoiceBriefing", "interaction/voice/briefing", {"GET": voice.get_briefing}),
    Route("VoiceToken", "interaction/voice/token", {"GET": voice.get_token}),
    Route("WorkSessionActive", "work_sessions/active", {"GET": work_sessions.get_active}),
    Route("WorkSessionEnd", "work_sessions/end", {"POST": work_sessions.end_named}),
    Route("WorkSessionPause", "work_sessions/pause", {"POST": work_sessions.pause}),
    Route("WorkSessionResume", "work_sessions/resume", {"POST": work_sessions.resume}),
    Route("WorkSessionStart", "work_sessions/start", {"POST": work_sessions.start}),
    Route("WorkSessions", "work_sessions", {"GET": work_sessions.list_sessions}),
    Route(
        "WorkSessionWithId",
        "work_sessions/{id}",
        {
            "GET": work_sessions.get_session,
            "POST": work_sessions.end,
            "PUT": work_sessions.correct,
            "DELETE": work_sessions.remove,
        },
    ),
    Route("WorkSessionWithIdEnd", "work_sessions/{id}/end", {"POST": work_sessions.end}),
    Route("WorkSessionZUnknown", "work_sessions/{*rest}", {}),
    Route("ServiceDocs", "docs", {"GET": service.show_docs}),
    Route("ServiceDocsAsset", "docs/{asset}", {"GET": service.show_docs_asset}),
    Route("ServiceOpenApi", "openapi.json", {"GET": service.show_openapi}),
    Route("ServiceStatus", "status", {"GET": service.show_status}),
    Route("ZUnknown", "{*path}", {}, known=False),
)

timers = (
    Timer("DeliverReminders", "0 * * * * *", notifications.deliver_due),
    # Later than the other, so that what it adds need not wait for a minute.
    Timer("DeliverNotifications", "15 * * * * *", deliveries.send_due),
)

app = serve(routes, timers=timers)
report = report_on(routes)
