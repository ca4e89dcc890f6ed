namespace JitAccess.Spec;

internal sealed partial class SpecWorld
{
    /// <summary>Lets others decide too where the stage that is asked has waited too long since it was.</summary>
    public SpecAnswer Escalate(SpecRequest request)
    {
        if (request.StateAt(Now) != "pending")
        {
            return SpecAnswer.Refused(request.StateAt(Now) == "lapsed" ? "request-lapsed" : "request-settled");
        }

        if (request.WaitingFor is null || Now < request.EscalatesAt)
        {
            return SpecAnswer.Refused("start-not-due");
        }

        if (IsGone(request))
        {
            return SpecAnswer.Refused("policy-gone");
        }

        // Which stage is asked hangs on who is one human with whom.
        if (Directory.Fails)
        {
            return SpecAnswer.Refused("fact-source-failed");
        }

        if (OpenStage(request) is not { } stage)
        {
            return SpecAnswer.Refused("nothing-approves");
        }

        request.Version++;
        if (stage.Demands == request.WaitingFor)
        {
            request.Escalated.Add(stage.Demands);
            request.WaitingFor = null;
        }
        else
        {
            Wait(request); // a version that was published meanwhile asks something else: time runs anew
        }

        return SpecAnswer.Accepted;
    }

    /// <summary>The stage that is asked waits from now on.</summary>
    private void Wait(SpecRequest request)
    {
        var stage = OpenStage(request);
        request.WaitingFor = stage?.EscalatesAfter is null ? null : stage.Demands;
        request.EscalatesAt = Now + (stage?.EscalatesAfter ?? 0);
    }
}
